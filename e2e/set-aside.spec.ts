import { type APIRequestContext, expect, test } from "@playwright/test";
import { moveClock } from "./support/clock";
import { run } from "./support/installation";
import { owner, signInAs, support } from "./support/people";

// Use above a meter's plausible maximum waits, counted in the navigation, until staff decide, one record or several at
// once. The customer is this spec's own, and nobody of the story uses the meter.

const meter = "support-events";
const identifier = `implausible-${Date.now().toString(36)}`;

test.afterAll(() => run("meter", "change", meter, "--plausible-record", "none"));

async function send(request: APIRequestContext, key: string, quantities: Record<string, number>) {
  const time = new Date(moveClock({}).getTime() - 60_000).toISOString();
  const events = Object.entries(quantities).map(([id, quantity]) => ({
    ...{ specversion: "1.0", type: meter, source: "desk", id, time, datacontenttype: "application/json" },
    data: { quantity, cloud: "sandbox-a" },
  }));
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" };
  return request.post("/api/v1/events", { headers, data: JSON.stringify(events) });
}

test("records above the maximum wait, are released or rejected, and two are released at once", async ({
  page,
  request,
}) => {
  const name = "Vertippt & Söhne";
  const { id } = await run("customer", "add", "--name", name, "--identifier", identifier);
  const scopes = ["--scope", "usage:write,usage:read"];
  const { key } = await run<{ key: string }>("key", "create", ...scopes, "--customer", identifier, "--label", "desk");
  await run("meter", "change", meter, "--plausible-record", "100");
  const answer = await send(request, key, { usual: 5, first: 101, second: 1000, third: 250, fourth: 300 });
  expect(answer.status()).toBe(207);

  await signInAs(page, support);
  const waiting = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Usage/ });
  await expect(waiting).toHaveText(/^Usage\s*4$/);
  const used = (sum: number) => page.getByText(`${sum} events of support events used by ${name}`);
  const table = page.getByRole("table", { name: "Set aside" });
  const row = (quantity: string) => table.getByRole("row").filter({ hasText: quantity });
  const box = (quantity: string) => table.getByRole("checkbox", { name: `Select ${quantity} events of ${name}` });
  const open = () => page.goto(`/admin/usage?customer=${id}&meter=${meter}`);
  await open();
  await expect(used(5)).toBeVisible();
  await expect(table.getByRole("row")).toHaveCount(5);
  await expect(row("101")).toContainText("100");
  await expect(table.getByRole("checkbox")).toHaveCount(0);

  await signInAs(page, owner);
  await open();
  const question = page.getByRole("alertdialog");
  const reason = question.getByRole("textbox", { name: "Reason" });
  const decide = async (word: "Release" | "Reject", quantity: string, why: string) => {
    await row(quantity)
      .getByRole("button", { name: /^Actions for / })
      .click();
    await page.getByRole("menuitem", { name: `${word}…` }).click();
    await reason.fill(why);
    await question.getByRole("button", { name: word, exact: true }).click();
    await expect(row(quantity)).toHaveCount(0);
  };
  await decide("Release", "101", "The desk confirmed it");
  await expect(used(106)).toBeVisible();
  await expect(waiting).toHaveText(/^Usage\s*3$/);
  await decide("Reject", "1,000", "A slip of the key");
  await expect(used(106)).toBeVisible();

  await box("250").check();
  await box("300").check();
  const bar = page.getByRole("region", { name: "Bulk actions" });
  await expect(bar).toContainText("2 records selected");
  await bar.getByRole("button", { name: "Release…" }).click();
  await expect(question).toContainText(`250 events of ${name}`);
  await question.getByRole("button", { name: "Release 2 records" }).click();
  await expect(question).toContainText("Give a reason of a few words.");
  await reason.fill("A migration, as announced");
  await question.getByRole("button", { name: "Release 2 records" }).click();
  await expect(page.getByText("2 records released.")).toBeVisible();
  await expect(used(656)).toBeVisible();
  await expect(table).toHaveCount(0);
  await expect(waiting).toHaveText("Usage");

  const records = await request.get(`/api/v1/usage-records?meter=${meter}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const fates = (await records.json()).records.map((one: { eventId: string; fate: string }) => [one.eventId, one.fate]);
  expect(Object.fromEntries(fates)).toEqual({
    usual: "counted",
    first: "counted",
    second: "implausible",
    third: "counted",
    fourth: "counted",
  });
});
