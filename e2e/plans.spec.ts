import { expect, test } from "@playwright/test";
import { run } from "./support/installation";
import { signInAs, support } from "./support/people";
import { row } from "./support/rows";

// Finance prices a plan, tries what it would bill, publishes it, and moves a subscription to its next version.

const finance = "finance@kestrel.example";
const tag = Date.now().toString(36);
const slug = `nodes-${tag}`;
const plan = `Nodes ${tag}`;
const identifier = `priced-${tag}`;

test("a plan is priced and tried before it is published; who is subscribed stays until they are moved", async ({
  page,
}) => {
  await test.step("support reads what a plan charges, and changes nothing", async () => {
    await signInAs(page, support);
    await page.goto("/admin/catalogue");
    await expect(page.getByRole("button", { name: "Add plan…" })).toBeDisabled();
  });

  await test.step("a plan, its charges, and a sentence against an amount that the currency has not", async () => {
    await signInAs(page, finance);
    await page.goto("/admin/catalogue");
    await page.getByRole("button", { name: "Add plan…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Service", { exact: true }).selectOption("compute-node");
    await dialog.getByLabel("Name").fill(plan);
    await dialog.getByLabel("Slug").fill(slug);
    await dialog.getByLabel("Seats").fill("5");
    await dialog.getByRole("button", { name: "Add plan" }).click();
    await expect(page.getByRole("heading", { name: plan, level: 1 })).toBeVisible();
    await expect(page.getByText("No version is published yet")).toBeVisible();
    await page.getByLabel("Another currency").fill("eur");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: "Add a charge" }).click();
    const charge = page.getByRole("group", { name: "Monthly fee" });
    await charge.getByLabel("Amount").fill("30.005");
    await page.getByLabel("Trial").fill("14");
    await page.getByRole("button", { name: "Save draft" }).click();
    await expect(page.getByText("Monthly fee: EUR has 2 decimals, 30.005 has more.")).toBeVisible();
    await charge.getByLabel("Amount").fill("30");
    await page.getByRole("button", { name: "Save draft" }).click();
    await expect(page.getByText("Draft saved.")).toBeVisible();
  });

  await test.step("what a customer would pay: 17 of 31 days after the trial, then whole months", async () => {
    await page.getByLabel("Begins on").fill("2027-01-01");
    await page.getByRole("button", { name: "Calculate" }).click();
    await expect(row(page, "January 2027")).toContainText("16.45");
    await expect(row(page, "February 2027")).toContainText("30.00");
  });

  await test.step("published, it is what a customer gets; the next version leaves them where they are", async () => {
    const publish = async () => {
      await page.getByRole("button", { name: "Publish…" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Publish" }).click();
    };
    await publish();
    await expect(page.getByText("Who subscribes now pays €30.00 a month; the first 14 days free.")).toBeVisible();
    const { id } = await run(
      "customer",
      "add",
      "--name",
      plan,
      "--identifier",
      identifier,
      "--email",
      `${tag}@a.example`,
    );
    const limit = ["--plan", slug, "--meter", "requests", "--limit", "10", "--rate", "0.5", "--above", "off"];
    await run("limit", "add", "--customer", identifier, ...limit);
    await page.getByRole("button", { name: "Draft the next version from 1" }).click();
    await page.getByRole("group", { name: "Monthly fee" }).getByLabel("Amount").fill("45");
    await page.getByRole("button", { name: "Save draft" }).click();
    await expect(page.getByText("Draft saved.")).toBeVisible();
    await publish();
    await expect(page.getByText("Who subscribes now pays €45.00 a month")).toBeVisible();
    await page.goto(`/admin/customers/${String(id)}/subscriptions`);
    const versions = page.getByRole("table", { name: `Versions of ${plan}` });
    await expect(versions).toContainText("€30.00 a month");
    await expect(versions).not.toContainText("€45.00");
    await page.getByLabel("Version", { exact: true }).selectOption({ label: "Version 2" });
    await page.getByRole("button", { name: "Move at renewal" }).click();
    await expect(page.getByText("Subscription moved.")).toBeVisible();
    await expect(versions).toContainText("€45.00 a month");
  });
});
