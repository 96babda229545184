import { type APIRequestContext, expect, test } from "@playwright/test";
import { moveClock } from "./support/clock";
import { run } from "./support/installation";
import { owner, signInAs, support } from "./support/people";

// A source and id that come again with other content are listed, both contents in one row, counted in
// the navigation, and decided one by one.

const identifier = `conflict-${Date.now().toString(36)}`;

async function send(request: APIRequestContext, key: string, quantities: Record<string, number>) {
  const time = new Date(moveClock({}).getTime() - 60_000).toISOString();
  const events = Object.entries(quantities).map(([id, quantity]) => ({
    ...{ specversion: "1.0", type: "support-events", source: "help-desk", id, time },
    data: { quantity, cloud: "sandbox-a" },
  }));
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" };
  return request.post("/api/v1/events", { headers, data: JSON.stringify(events) });
}

test("a conflict is dismissed, and of another what came counts after a preview", async ({ page, request }) => {
  const name = "Doppelt & Söhne";
  const { id } = await run("customer", "add", "--name", name, "--identifier", identifier);
  const { key } = await run<{ key: string }>("key", "create", "--scope", "usage:write", "--customer", identifier);
  expect((await send(request, key, { first: 5, second: 14 })).status()).toBe(204);
  expect((await send(request, key, { first: 6, second: 41 })).status()).toBe(422);

  const row = (which: string) =>
    page.getByRole("table", { name: "Conflicts" }).getByRole("row").filter({ hasText: which });
  const open = (which: string) => page.getByRole("button", { name: `Actions for ${which} of ${name}` }).click();
  const at = `/admin/usage/conflicts?customer=${id}`;

  await test.step("who may only read sees both contents, and why the acts are off", async () => {
    await signInAs(page, support);
    await page.goto(at);
    await expect(row("second")).toContainText("14 events");
    await expect(row("second")).toContainText("41 events");
    await open("second");
    await expect(page.getByRole("menuitem", { name: "Dismiss…" })).toBeDisabled();
    await page.keyboard.press("Escape");
  });

  await signInAs(page, owner);
  const waiting = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Usage/ });
  await page.goto("/admin/usage");
  await expect(waiting).toHaveText(/^Usage\s*2$/);
  await expect(page.getByRole("navigation", { name: "Usage" }).getByRole("link", { name: /^Conflicts/ })).toHaveText(
    /^Conflicts\s*2$/,
  );
  await page.goto(at);
  await test.step("one is dismissed", async () => {
    await open("first");
    await page.getByRole("menuitem", { name: "Dismiss…" }).click();
    const asked = page.getByRole("alertdialog");
    await asked.getByRole("textbox", { name: "Reason" }).fill("a test of the desk");
    await asked.getByRole("button", { name: "Dismiss", exact: true }).click();
    await expect(page.getByText(`The conflict of first of ${name} is dismissed.`)).toBeVisible();
    await expect(row("first")).toHaveCount(0);
    await expect(waiting).toHaveText(/^Usage\s*1$/);
  });

  await test.step("of the other what came counts", async () => {
    await open("second");
    await page.getByRole("menuitem", { name: "Count what came…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("digits were swapped");
    await dialog.getByRole("button", { name: "Preview" }).click();
    const figures = dialog.getByRole("table", { name: "What these records count" });
    await expect(figures).toContainText("14");
    await expect(figures).toContainText("41");
    await dialog.getByRole("button", { name: "Amend", exact: true }).click();
    await expect(page.getByText(`What came of second of ${name} counts.`)).toBeVisible();
    await expect(row("second")).toHaveCount(0);
    await expect(waiting).toHaveText("Usage");
  });

  await test.step("both are found again by what was decided, and the amendment among the corrections", async () => {
    await page.goto(`${at}&state=amended`);
    await expect(row("second")).toContainText("digits were swapped");
    await page.goto(`${at}&state=dismissed`);
    await expect(row("first")).toContainText("a test of the desk");
    await page.goto(`/admin/usage/corrections?customer=${id}`);
    await expect(page.getByRole("row").filter({ hasText: "digits were swapped" })).toContainText("Amended");
  });
});
