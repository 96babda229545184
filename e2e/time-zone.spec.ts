import { expect, test } from "@playwright/test";
import { run } from "./support/installation";
import { owner, signInAs } from "./support/people";

test("staff change a customer's billing time zone after a look at what it would do", async ({ page }) => {
  const identifier = `moves-${Date.now().toString(36)}`;
  const { id } = await run<{ id: string }>("customer", "add", "--name", "Umzug GmbH", "--identifier", identifier);
  await signInAs(page, owner);
  await page.goto(`/admin/customers/${id}`);
  const form = page.getByRole("form", { name: "Billing time zone" });
  const zone = form.getByRole("textbox", { name: "Time zone" });
  await expect(zone).toHaveValue("UTC");
  await zone.fill("+09:00");
  await form.getByRole("button", { name: "Preview" }).click();
  await expect(form.getByText("A time zone such as Europe/Berlin.")).toBeVisible();
  await zone.fill("Asia/Tokyo");
  await form.getByRole("button", { name: "Preview" }).click();
  const periods = form.getByRole("table", { name: "Periods with this time zone" });
  await expect(periods.getByRole("columnheader", { name: "Running ones end (UTC)" })).toBeVisible();
  await expect(periods.getByRole("columnheader", { name: "The next ones end (Asia/Tokyo)" })).toBeVisible();
  await expect(periods.getByRole("row", { name: /^Days.* 00:00.* 00:00/ })).toBeVisible();
  const shown = await run<{ stored: boolean; periods: unknown[] }>(
    ...["customer", "time-zone", "--customer", identifier, "--zone", "Asia/Tokyo", "--preview"],
  );
  expect(shown).toMatchObject({ stored: false, periods: [{ period: "day" }, { period: "week" }, { period: "month" }] });
  await form.getByRole("button", { name: "Change" }).click();
  await expect(page.getByText("Time zone changed.")).toBeVisible();
  await page.reload();
  await expect(form.getByRole("textbox", { name: "Time zone" })).toHaveValue("Asia/Tokyo");
});
