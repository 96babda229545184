import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { run } from "./support/installation";
import { lookAs } from "./support/seen";

// Choices with too many values for a menu: typing finds them.

test("staff find a customer of the usage page by typing, then a machine of it", async ({ page }) => {
  await lookAs(page, "staff");
  await page.goto("/admin/usage");
  await page.getByRole("button", { name: "Customer", exact: true }).click();
  const search = page.getByRole("searchbox", { name: "Search customer" });
  await expect(search).toBeFocused();
  await expect(page.getByRole("menuitem")).not.toHaveCount(0);
  expect((await new AxeBuilder({ page }).include("[role=dialog]").analyze()).violations).toEqual([]);
  await search.fill("no company has this name");
  await expect(page.getByText("Nothing by that name.")).toBeVisible();
  await search.fill("nordhafen");
  await page.getByRole("menuitem", { name: /Nordhafen/ }).click();
  await expect(page).toHaveURL(/customer=cust_/);
  await expect(page.getByRole("link", { name: "Remove the filter Customer" })).toBeVisible();
  await page.getByRole("button", { name: "Machine", exact: true }).click();
  // The customers' list may still be closing, and the machines are still being searched.
  await page
    .getByRole("menu", { name: "Machine" })
    .getByRole("menuitem", { name: /dispo-a/ })
    .click();
  await expect(page).toHaveURL(/machine=mach_/);
  await expect(page.getByRole("link", { name: "Remove the filter Machine" })).toBeVisible();
});

test("staff find the customer of waiting use by typing", async ({ page, request }) => {
  const { key } = await run<{ key: string }>("key", "create", "--scope", "usage:write");
  const sent = await request.post("/api/v1/events", {
    headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" },
    data: [
      {
        specversion: "1.0",
        id: "one",
        source: "find-by-typing",
        type: "com.spillway.usage.v1",
        time: new Date(Date.now() - 60_000).toISOString(),
        data: {
          meter: "requests",
          quantity: "1",
          start: new Date(Date.now() - 120_000).toISOString(),
          customer: "nobody-here",
        },
      },
    ],
  });
  expect(sent.status(), await sent.text()).toBeLessThan(300);
  await lookAs(page, "staff");
  await page.goto("/admin/usage");
  await page.getByRole("button", { name: "Assign to…" }).first().click();
  const customer = page.getByRole("combobox", { name: "Customer" });
  await customer.fill("nordh");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.getByRole("option", { name: /Nordhafen/ }).click();
  await expect(customer).toHaveValue(/Nordhafen/);
});

test("a customer finds its machine of the usage page with the keyboard", async ({ page }) => {
  await lookAs(page, "customer");
  await page.goto("/usage");
  await page.getByRole("button", { name: "Machine", exact: true }).press("Enter");
  await expect(page.getByRole("menuitem")).not.toHaveCount(0);
  // A key has no effect before the menu has the focus.
  await expect(async () => {
    await page.keyboard.press("ArrowDown");
    await expect(page.locator("[role=menuitem][data-focused]")).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/machine=mach_/);
});
