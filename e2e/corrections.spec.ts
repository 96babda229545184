import { type APIRequestContext, expect, test } from "@playwright/test";
import { moveClock } from "./support/clock";
import { run } from "./support/installation";
import { signInAs, signInByMail, support } from "./support/people";
import { row } from "./support/rows";

// Use that was billed is corrected in the console, from the list of records to the line on the company's statement.

const finance = "finance@kestrel.example";
const operator = "operator@kestrel.example";
const identifier = `correct-${Date.now().toString(36)}`;
const member = `${identifier}@hafen.example`;
const name = `Hafenkontor ${identifier}`;
let customerId = "";

/** Records of requests of a minute ago: 14, 3 and 5 of them, 12 above the limit of 10. */
async function sendUse(request: APIRequestContext): Promise<void> {
  const { key } = await run<{ key: string }>("key", "create", "--scope", "usage:write", "--customer", identifier);
  const now = moveClock({}).getTime();
  const sent = await request.post("/api/v1/events", {
    headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" },
    data: Object.entries({ first: "14", second: "3", third: "5" }).map(([id, quantity]) => ({
      specversion: "1.0",
      ...{ id, source: "corrections-spec", type: "com.spillway.usage.v1" },
      time: new Date(now - 60_000).toISOString(),
      data: { meter: "requests", quantity, cloud: "sandbox-a", start: new Date(now - 120_000).toISOString() },
    })),
  });
  expect(sent.status(), await sent.text()).toBe(204);
}

test.beforeAll(async ({ request }) => {
  const added = await run("customer", "add", "--name", name, "--identifier", identifier, "--email", member);
  customerId = String(added.id);
  // From before the use on: a limit holds from its quarter of an hour.
  const from = new Date(moveClock({}).getTime() - 3_600_000).toISOString();
  const limit = [
    "--plan",
    "compute-node-10",
    "--meter",
    "requests",
    "--limit",
    "10",
    "--rate",
    "0.5",
    "--above",
    "off",
    "--from",
    from,
  ];
  await run("limit", "add", "--customer", identifier, ...limit);
  await sendUse(request);
  await expect
    .poll(() => run<unknown[]>("billing-events", "list", "--customer", identifier), { timeout: 90_000 })
    .toHaveLength(1);
});

test("staff void and amend billed use, finance takes back what was too much, the company sees the line", async ({
  page,
}) => {
  await test.step("the list of records is found by customer, and corrections by their tab", async () => {
    await signInAs(page, operator);
    await page.goto("/admin/usage");
    await page.getByRole("navigation", { name: "Usage" }).getByRole("link", { name: "Records" }).click();
    await expect(page).toHaveURL(/\/admin\/usage\/records$/);
    await expect(page.getByRole("button", { name: "Void all that match…" })).toHaveAttribute("aria-disabled", "true");
    await page.getByRole("button", { name: "Customer", exact: true }).click();
    await page.getByRole("searchbox", { name: "Search customer" }).fill(identifier);
    await page.getByRole("menuitem", { name: new RegExp(name) }).click();
    await expect(page).toHaveURL(new RegExp(`customer=${customerId}`));
    await expect(row(page, "Counted")).toHaveCount(3);
    await page.getByLabel("From (UTC)").fill("2020-01-01T00:00");
    await expect(page).toHaveURL(/from=2020-01-01T00%3A00/);
    await expect(row(page, "Counted")).toHaveCount(3);
    await page.getByLabel("To (UTC)").fill("2020-01-02T00:00");
    await expect(page.getByText("No record matches the filter")).toBeVisible();
    await page.goto(`/admin/usage/records?customer=${customerId}`);
  });

  const dialog = page.getByRole("dialog");
  await test.step("a record is voided after a preview of what it was billed", async () => {
    await row(page, "second").getByRole("checkbox").check();
    await page.getByRole("button", { name: "Void…", exact: true }).click();
    const confirm = dialog.getByRole("button", { name: "Void", exact: true });
    await expect(confirm).toHaveAttribute("aria-disabled", "true");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await expect(dialog.getByText("Give a reason of a few words.")).toBeVisible();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("sent twice by the meter");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await expect(dialog.getByRole("table", { name: "What these records count" })).toContainText("Requests");
    const windows = dialog.getByRole("table", { name: "Windows judged again" });
    await expect(windows.getByRole("row").nth(1)).toContainText("22");
    await expect(windows.getByRole("row").nth(1)).toContainText("19");
    await expect(windows.getByRole("row").nth(1)).toContainText("€1.50");
    await expect(dialog.getByText("Nothing is stored yet.")).toBeVisible();
    await confirm.click();
    await expect(page.getByText("1 record voided.")).toBeVisible();
    await expect(row(page, "second", "Voided")).toHaveCount(1);
    await expect(row(page, "second").getByRole("checkbox")).toHaveCount(0);
  });

  await test.step("another is amended; what it said stays in the list", async () => {
    await row(page, "third").getByRole("checkbox").check();
    await page.getByRole("button", { name: "Amend…" }).click();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("the program counted retries");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await expect(dialog.getByText("Enter another quantity.")).toBeVisible();
    const quantity = dialog.getByRole("textbox", { name: /third/ });
    await quantity.fill("two");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await expect(dialog.getByRole("status").filter({ hasText: /number/i })).toBeVisible();
    await quantity.fill("2");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await expect(dialog.getByRole("table", { name: "Windows judged again" })).toContainText("€3.00");
    await dialog.getByRole("button", { name: "Amend", exact: true }).click();
    await expect(page.getByText("1 record amended.")).toBeVisible();
    await expect(row(page, "third", /Amended/)).toHaveCount(1);
    await expect(row(page, "third", "Counted")).toHaveCount(1);
  });

  await test.step("both are among the corrections, with who and why", async () => {
    await page.getByRole("navigation", { name: "Usage" }).getByRole("link", { name: "Corrections" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Corrections of use");
    await expect(row(page, name, "sent twice by the meter").filter({ hasText: "Voided" })).toContainText("Omar Petrov");
    await expect(row(page, name, "the program counted retries").filter({ hasText: "Amended" })).toHaveCount(1);
  });

  await test.step("use that nobody reported is back-filled after a preview, and once", async () => {
    const at = new Date(moveClock({}).getTime() - 60_000).toISOString().slice(0, 16);
    const enter = async () => {
      await page.goto(`/admin/usage/corrections?customer=${customerId}`);
      await page.getByRole("button", { name: "Back-fill…" }).click();
      await expect(dialog).toContainText(`Back-fill use of ${name}`);
      await dialog.getByLabel("Meter").selectOption({ label: "Requests" });
      await dialog.getByLabel("Cloud").selectOption({ label: "Sandbox A" });
      await dialog.getByRole("textbox", { name: "Reason" }).fill("the program was away");
      await dialog.getByRole("button", { name: "Preview" }).click();
      await expect(dialog.getByText("Enter the quantity.")).toBeVisible();
      await dialog.getByRole("textbox", { name: "Quantity" }).fill("1");
      await dialog.getByLabel("To (UTC)").fill(at);
      await dialog.getByRole("button", { name: "Preview" }).click();
    };
    await enter();
    await expect(dialog.getByRole("table", { name: "What these records count" })).toContainText("Requests");
    const windows = dialog.getByRole("table", { name: "Windows judged again" });
    await expect(windows.getByRole("row").nth(1)).toContainText("17");
    await dialog.getByRole("button", { name: "Back-fill", exact: true }).click();
    await expect(page.getByText("1 record back-filled.")).toBeVisible();
    await expect(row(page, name, "the program was away").filter({ hasText: "Back-filled" })).toContainText(
      "Omar Petrov",
    );
    await enter();
    await expect(dialog.getByText("1 more was back-filled before.")).toBeVisible();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.goto(`/admin/usage/records?customer=${customerId}`);
    await row(page, "staff:back-fill").getByRole("checkbox").check();
    await page.getByRole("button", { name: "Void…", exact: true }).click();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("it was reported after all");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await dialog.getByRole("button", { name: "Void", exact: true }).click();
    await expect(page.getByText("1 record voided.")).toBeVisible();
  });

  await test.step("what the limit would say by other use is previewed, and nothing is stored", async () => {
    await page.goto(`/admin/customers/${customerId}/subscriptions`);
    await page.getByRole("button", { name: "Preview other use…" }).click();
    await dialog.getByRole("textbox", { name: "Times as much" }).fill("2");
    await dialog.getByRole("button", { name: "Preview" }).click();
    const judged = dialog.getByRole("table", { name: "Windows judged by other use" });
    await expect(judged.getByRole("row").nth(1)).toContainText("16");
    await expect(judged.getByRole("row").nth(1)).toContainText("32");
    await dialog.getByText("Single uses").click();
    await expect(judged).toHaveCount(0);
    await dialog.getByRole("textbox", { name: "Quantity" }).fill("many");
    await dialog.getByLabel("Cloud").selectOption({ label: "Sandbox A" });
    await dialog.getByRole("button", { name: "Preview" }).click();
    await expect(dialog.getByRole("status").filter({ hasText: /number/i })).toBeVisible();
    await dialog.getByRole("textbox", { name: "Quantity" }).fill("4");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await expect(judged.getByRole("row").nth(1)).toContainText("20");
    await expect(dialog.getByText("Nothing is stored.")).toBeVisible();
    await dialog.getByRole("button", { name: "Close" }).click();
    await page.goto(`/admin/usage/records?customer=${customerId}`);
    await expect(row(page, "assumed")).toHaveCount(0);
  });

  await test.step("who may only read finds why, and no boxes", async () => {
    await signInAs(page, support);
    await page.goto(`/admin/usage/records?customer=${customerId}`);
    await expect(page.getByRole("button", { name: "Void all that match…" })).toHaveAccessibleDescription(
      /Your role \(support\) does not allow this/,
    );
    await expect(row(page, "first")).toHaveCount(1);
    await expect(page.getByRole("checkbox")).toHaveCount(0);
    await page.goto("/admin/usage/corrections");
    await expect(page.getByRole("button", { name: "Back-fill…" })).toHaveAccessibleDescription(
      /Your role \(support\) does not allow this/,
    );
  });

  await test.step("finance confirms what is proposed", async () => {
    await signInAs(page, finance);
    await page.goto("/admin/billing-events");
    const proposed = page.getByRole("table", { name: "Proposed adjustments" });
    await expect(proposed.getByRole("row").filter({ hasText: name })).toContainText("−€3.00", { timeout: 90_000 });
    await page.getByRole("button", { name: `Actions for the adjustment of ${name}` }).click();
    await page.getByRole("menuitem", { name: "Confirm…" }).click();
    const asked = page.getByRole("alertdialog");
    await asked.getByRole("textbox", { name: "Reason" }).fill("agreed with the customer");
    await asked.getByRole("button", { name: "Confirm", exact: true }).click();
    await expect(page.getByText(`€3.00 is taken back from what ${name} was charged.`)).toBeVisible();
    await expect(proposed.getByRole("row").filter({ hasText: name })).toHaveCount(0);
    await page.goto(`/admin/customers/${customerId}`);
    await expect(page.getByRole("table", { name: "Earlier adjustments" })).toContainText("agreed with the customer");
  });

  await test.step("the company's statement has it as a line of its own", async () => {
    await signInByMail(page, member);
    await page.goto("/billing");
    const lines = page.getByRole("table", { name: "Statement lines" });
    await expect(lines.getByRole("row").filter({ hasText: "Requests above 10" })).toContainText("6.00");
    const taken = lines.getByRole("row").filter({ hasText: "Requests, correction" });
    await expect(taken).toContainText("−3.00");
    await expect(taken).not.toContainText("above");
    await taken.getByRole("link").click();
    await expect(page.getByRole("list", { name: "Why −€3.00" })).toContainText("Taken back");
  });
});
