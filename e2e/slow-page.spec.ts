import { expect, test } from "@playwright/test";
import { signInAs, thea } from "./support/people";

// A page that is slow to load, and one that does not exist.

test("a page that is long in coming shows its skeleton under its title, and then itself", async ({ page }) => {
  await signInAs(page, thea);
  await page.goto("/machines");
  await expect(page.getByRole("heading", { level: 1, name: "Machines" })).toBeVisible();
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route(/\/team(\?|$)/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Team" }).click();
  await expect(page.getByRole("status", { name: "Loading Team" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Machines" })).toBeHidden();
  letThrough();
  await expect(page.getByRole("heading", { level: 1, name: "Team" })).toBeVisible();
  await expect(page.getByRole("status", { name: "Loading Team" })).toHaveCount(0);
});

test("a machine that is not there: the portal around it stays, with ways on", async ({ page }) => {
  await signInAs(page, thea);
  const answer = await page.goto("/machines/not-there");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not found");
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await page.getByRole("link", { name: "See the machines" }).click();
  await expect(page).toHaveURL(/\/machines$/);
});
