import { expect, type Page } from "@playwright/test";
import { companies, staff } from "../../db/demo/companies";

/** People of the demo's story that tests sign in as. */
export const thea = "thea@nordhafen.example";
export const owner = "owner@kestrel.example";
export const support = "support@kestrel.example";

const people = [...staff, ...companies.flatMap((company) => [company.owner, ...(company.members ?? [])])];

/**
 * Signs in through the demo's list; whoever is not in the story stands there with the address. Ends at the person's own
 * home.
 */
export async function signInAs(page: Page, email: string): Promise<void> {
  const name = people.find((person) => person.email === email)?.name ?? email;
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: `Sign in as ${name}`, exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in") && url.pathname !== "/");
}

/** Asks for a link in the browser. @returns the mailed address, read from the demo's mailbox */
export async function mailedLink(page: Page, email: string): Promise<string> {
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByText(`If ${email} has an account here`)).toBeVisible();
  await page.goto("/mailbox");
  const link = page.getByRole("link", { name: "Sign in" }).first();
  return (await link.getAttribute("href")) ?? "";
}

/** Signs in by a mailed link: whoever was invited is a member from then on. */
export async function signInByMail(page: Page, email: string): Promise<void> {
  await page.goto(await mailedLink(page, email));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in") && url.pathname !== "/");
}

/** Signs out by the person's menu. */
export async function signOut(page: Page, email: string): Promise<void> {
  const name = people.find((person) => person.email === email)?.name ?? email;
  await page.getByRole("button", { name: `Account of ${name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL((url) => url.pathname === "/sign-in");
}
