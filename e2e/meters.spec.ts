import { type APIRequestContext, expect, test } from "@playwright/test";
import { moveClock } from "./support/clock";
import { run } from "./support/installation";
import { signInAs } from "./support/people";
import { row } from "./support/rows";

// A meter of the provider's own counts by what records say of their use; a unique count counts values.

const operator = "operator@kestrel.example";
const tag = Date.now().toString(36);
const identifier = `meters-${tag}`;
const slug = `eu-calls-${tag}`;
const name = `Zollhof ${identifier}`;
let customerId = "";

test.beforeAll(async () => {
  const added = await run(
    "customer",
    "add",
    "--name",
    name,
    "--identifier",
    identifier,
    "--email",
    `${tag}@zoll.example`,
  );
  customerId = String(added.id);
});

async function send(request: APIRequestContext, records: { id: string; type: string; data: object }[]): Promise<void> {
  const { key } = await run<{ key: string }>("key", "create", "--scope", "usage:write", "--customer", identifier);
  const now = moveClock({}).getTime();
  const sent = await request.post("/api/v1/events", {
    headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" },
    data: records.map(({ data, ...record }) => ({
      ...{ specversion: "1.0", source: "meters-spec", time: new Date(now - 60_000).toISOString() },
      ...{ ...record, data: { cloud: "sandbox-a", ...data } },
    })),
  });
  expect(sent.status(), await sent.text()).toBe(204);
}

test("staff add a meter with a filter, and see which records it counts and why not the others", async ({
  page,
  request,
}) => {
  await signInAs(page, operator);
  await page.goto("/admin/catalogue/meters");
  await page.getByRole("button", { name: "Add meter…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("EU calls");
  await dialog.getByRole("textbox", { name: "Slug" }).fill(slug);
  await dialog.getByRole("textbox", { name: "Unit" }).fill("calls");
  await dialog.getByRole("textbox", { name: /Only records with/ }).fill("region");
  await dialog.getByRole("button", { name: "Add meter", exact: true }).click();
  await expect(dialog.getByText(/Write which dimensions a record needs like region=eu,ch/)).toBeVisible();
  await dialog.getByRole("textbox", { name: /Only records with/ }).fill("region=eu,ch; tier=gold");
  await dialog.getByRole("button", { name: "Add meter", exact: true }).click();
  await expect(page.getByText("Meter added.")).toBeVisible();
  await expect(row(page, slug)).toContainText("region=eu,ch");
  await send(request, [
    { id: "right", type: slug, data: { quantity: 3, dimensions: { region: "eu", tier: "gold", team: "a" } } },
    { id: "elsewhere", type: slug, data: { quantity: 5, dimensions: { region: "us", tier: "gold" } } },
  ]);
  await page.goto(`/admin/usage/records?customer=${customerId}&meter=${slug}`);
  await expect(row(page, "right", "Counted")).toContainText("team a");
  await expect(row(page, "elsewhere", "Filtered")).toContainText(
    "Only region eu or ch counts; that of this record is us.",
  );
  await page.goto(`/admin/usage?customer=${customerId}&meter=${slug}&range=day`);
  await expect(page.getByText(/3 calls of eu calls used by/)).toBeVisible();
  await expect(page.getByText("left out by the meter's filter").first()).toBeVisible();
});

test("a unique count counts each value once, and is corrected by values", async ({ page, request }) => {
  await send(request, [
    { id: "u1", type: "users", data: { value: "Anna Berg" } },
    { id: "u2", type: "users", data: { value: "Anna Berg", cloud: "sandbox-b" } },
    { id: "u3", type: "users", data: { value: "Björn Åkesson" } },
  ]);
  await signInAs(page, operator);
  const counted = async (n: string) => {
    await page.goto(`/admin/usage?customer=${customerId}&meter=users&range=day`);
    await expect(page.getByText(`${n} seen at ${name} in the period, across all clouds.`)).toBeVisible();
  };
  await counted("2 users");
  await page.goto(`/admin/usage/corrections?customer=${customerId}`);
  await page.getByRole("button", { name: "Back-fill…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Meter").selectOption({ label: "Users" });
  await dialog.getByLabel("Cloud").selectOption({ label: "Sandbox A" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("the directory was away");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect(dialog.getByText("Enter the value.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Value" }).fill("Carl");
  await dialog.getByLabel("Seen (UTC)").fill(new Date(moveClock({}).getTime() - 60_000).toISOString().slice(0, 16));
  await dialog.getByRole("button", { name: "Preview" }).click();
  await dialog.getByRole("button", { name: "Back-fill", exact: true }).click();
  await expect(page.getByText("1 record back-filled.")).toBeVisible();
  await counted("3 users");
  await page.goto(`/admin/usage/records?customer=${customerId}&meter=users`);
  await row(page, "Björn Åkesson", "Counted").getByRole("checkbox").check();
  await page.getByRole("button", { name: "Amend…" }).click();
  await dialog.getByRole("textbox", { name: /Björn Åkesson/ }).fill("Anna Berg");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("one person, two names");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await dialog.getByRole("button", { name: "Amend", exact: true }).click();
  await expect(page.getByText("1 record amended.")).toBeVisible();
  await counted("2 users");
});

test("use of a meter that declares dimensions is shown by their values", async ({ page, request }) => {
  const own = `by-region-${tag}`;
  await signInAs(page, operator);
  await page.goto("/admin/catalogue/meters");
  await page.getByRole("button", { name: "Add meter…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Calls by region");
  await dialog.getByRole("textbox", { name: "Slug" }).fill(own);
  await dialog.getByRole("textbox", { name: "Unit" }).fill("calls");
  await dialog.getByRole("textbox", { name: /Dimensions/ }).fill("region, region");
  await dialog.getByRole("button", { name: "Add meter", exact: true }).click();
  await expect(dialog.getByText(/Write the names of dimensions like region, tier/)).toBeVisible();
  await dialog.getByRole("textbox", { name: /Dimensions/ }).fill("region, the tier of the customer's contract");
  await dialog.getByRole("button", { name: "Add meter", exact: true }).click();
  await expect(page.getByText("Meter added.")).toBeVisible();
  await expect(row(page, own)).toContainText("by region, the tier of the customer's contract");
  const long = `arn:aws:ec2:eu-central-1:123456789012:${"instance/i-0abcdef1234567890/".repeat(5)}`;
  await send(request, [
    { id: "r-none", type: own, data: { quantity: 7 } },
    { id: "r-long", type: own, data: { quantity: 90, dimensions: { region: long } } },
    ...Array.from({ length: 14 }, (_, n) => ({
      ...{ id: `r-${n}`, type: own },
      data: { quantity: 20 + n, dimensions: { region: `region-${n}`, team: "a" } },
    })),
  ]);
  const explorer = `/admin/usage?customer=${customerId}&meter=${own}&range=day`;
  await page.goto(explorer);
  await page.getByRole("navigation", { name: "Group by" }).getByRole("link", { name: "region", exact: true }).click();
  await expect(page).toHaveURL(/by=dimension%3Aregion/);
  const table = page.getByRole("table", { name: "Usage" });
  await expect(table.getByRole("row").filter({ hasText: "region-13" })).toContainText("33");
  await expect(table.getByRole("row").filter({ hasText: "arn:aws:ec2" })).toContainText("90");
  // The 3 smallest regions and what names none: 20 + 21 + 22 + 7.
  await expect(table.getByRole("row").filter({ hasText: "All others" })).toContainText("70");
  await expect(page.getByText("Records by fate are shown by cloud, service and machine")).toBeVisible();
  const csv = await (
    await page.request.get(`${explorer.replace("usage?", "usage/export?")}&by=dimension:region`)
  ).text();
  expect(csv).toContain("dimension:region,region-13,region-13,33");
  expect(csv).toContain("All others,70");
  await page.goto(`${explorer}&by=dimension:the tier of the customer's contract`);
  await expect(table.getByRole("row").filter({ hasText: "Without the tier of the customer" })).toBeVisible();
});
