import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { moveClock } from "./support/clock";
import { run } from "./support/installation";
import { signInAs, signInByMail, support } from "./support/people";
import { row } from "./support/rows";

const finance = "finance@kestrel.example";
const identifier = `billed-${Date.now().toString(36)}`;
const member = `${identifier}@hafen.example`;
const name = `Kontor ${identifier}`;
let customerId = "";

test.beforeAll(async () => {
  const added = await run("customer", "add", "--name", name, "--identifier", identifier, "--email", member);
  customerId = String(added.id);
  // From the first day of the month before the last one on: two months have ended.
  const now = moveClock({});
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 2, 1)).toISOString();
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
  ];
  await run("limit", "add", "--customer", identifier, ...limit, "--from", from);
  const used = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 3, 10)).toISOString();
  const decided = ["--meter", "requests", "--cloud", "sandbox-a", "--source", "program", "--from", from];
  await run("usage", "authority", "set", "--customer", identifier, ...decided, "--reason", "its programs report");
  const use = ["--meter", "requests", "--quantity", "14", "--cloud", "sandbox-a", "--time", used];
  await run("usage", "back-fill", "--customer", identifier, ...use, "--reason", "the program was away");
});

test("finance issues the statements of months that have ended, the company reads them, a payment settles one", async ({
  page,
}) => {
  await test.step("month-end: every open month of every customer, once", async () => {
    await signInAs(page, finance);
    await page.goto("/admin/statements");
    await page.getByRole("button", { name: "Issue statements…" }).click();
    const dialog = page.getByRole("dialog", { name: "Issue statements" });
    await dialog.getByRole("button", { name: "Issue", exact: true }).click();
    await expect(dialog.getByText(/^\d+ statements? issued\.$/)).toBeVisible({ timeout: 60_000 });
    await dialog.getByRole("button", { name: "Issue", exact: true }).click();
    await expect(dialog.getByText("0 statements issued.")).toBeVisible({ timeout: 60_000 });
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  });

  await test.step("the newest of the company has the fee and the use above the limit, each with its why", async () => {
    await page.goto(`/admin/statements?customer=${customerId}`);
    await expect(row(page, name)).toHaveCount(2);
    await page
      .getByRole("link", { name: /^\d{4}-\d{6}$/ })
      .first()
      .click();
    await expect(page.getByRole("heading", { level: 1, name: /^Statement \d{4}-\d{6}$/ })).toBeVisible();
    await expect(page.getByText("Billed to")).toBeVisible();
    await page.getByRole("link", { name: /Requests above 10/ }).click();
    await expect(page.getByRole("heading", { name: "Why €2.00" })).toBeVisible();
    await page.getByRole("link", { name: /^Compute node/ }).click();
    await expect(page.getByText("for the month.")).toBeVisible();
  });

  await test.step("a payment of what is left settles it; reversed, it is to be paid again", async () => {
    await page.getByRole("button", { name: "Enter payment…" }).click();
    const dialog = page.getByRole("dialog", { name: `Enter a payment of ${name}` });
    await dialog.getByRole("button", { name: "Enter payment", exact: true }).click();
    await expect(dialog.getByText("Enter the reference that the bank states.")).toBeVisible();
    await dialog.getByRole("textbox", { name: "Reference" }).fill(`Transfer ${identifier}`);
    await dialog.getByRole("button", { name: "Enter payment", exact: true }).click();
    await expect(page.getByText("Payment entered.")).toBeVisible();
    await expect(
      page.getByRole("table", { name: "Settled by" }).getByText(`Payment: Transfer ${identifier}`),
    ).toBeVisible();
    await expect(page.getByRole("button", { name: "Enter payment…" })).toHaveAttribute("aria-disabled", "true");

    await page.goto(`/admin/statements/payments?customer=${customerId}`);
    await row(page, name).getByRole("button", { name: "Reverse…" }).click();
    const confirm = page.getByRole("alertdialog");
    await confirm.getByRole("textbox").fill("Another company's transfer");
    await confirm.getByRole("button", { name: "Reverse" }).click();
    await expect(row(page, name, "Reversed")).toBeVisible();
    await page.goto(`/admin/statements?customer=${customerId}&state=open`);
    await expect(row(page, name)).toHaveCount(2);
  });

  await test.step("who may not change money sees why", async () => {
    await signInAs(page, support);
    await page.goto("/admin/statements");
    await expect(page.getByRole("button", { name: "Issue statements…" })).toHaveAttribute("aria-disabled", "true");
  });

  await test.step("the company has its own statements alone, and their lines as a file", async () => {
    await signInByMail(page, member);
    await page.goto("/billing");
    await page.getByRole("navigation", { name: "Billing" }).getByRole("link", { name: "Statements" }).click();
    await expect(page.getByText("2 statements to be paid.")).toBeVisible();
    await page
      .getByRole("link", { name: /^\d{4}-\d{6}$/ })
      .first()
      .click();
    await expect(page.getByRole("link", { name: /Requests above 10/ })).toBeVisible();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("main").getByRole("link", { name: "CSV", exact: true }).first().click(),
    ]);
    expect(readFileSync(await download.path(), "utf8")).toMatch(/Requests above 10.*,4,.*,0\.5,2\.00,EUR,/);
  });
});
