import { type Browser, expect, type Page, test } from "@playwright/test";
import { origin, run } from "./support/installation";
import { mailedLink, owner, signInAs, signInByMail, signOut, support, thea } from "./support/people";
import { openSingleSignOn } from "./support/single-sign-on";

// Signing in by mail, and what a role may not do.

test("a mailed link: looking at it spends nothing, its button signs in, once", async ({ page, playwright }) => {
  const link = await mailedLink(page, thea);
  expect(link).toContain(`${origin()}/sign-in/confirm?token=`);

  // What a mail scanner does: it opens the link from elsewhere, as often as it likes.
  const scanner = await playwright.request.newContext();
  for (let time = 0; time < 5; time++) {
    const answer = await scanner.get(link);
    expect(answer.status()).toBe(200);
    expect(answer.headers()["set-cookie"] ?? "").not.toContain("session-token");
  }
  await scanner.dispose();

  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/overview$/);
  await expect(page.getByRole("button", { name: "Account of Thea Hansen" })).toBeVisible();

  await page.context().clearCookies();
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This link has been used already, or it is older than 15 minutes.")).toBeVisible();
  await page.getByRole("link", { name: "Email me a new link" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("whether an address is known here is not told, and a made-up link signs nobody in", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("textbox", { name: "Email" }).fill("nobody@nowhere.example");
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByText("If nobody@nowhere.example has an account here")).toBeVisible();
  await page.goto("/mailbox");
  await expect(page.getByText("to nobody@nowhere.example")).toHaveCount(0);
  await page.goto(`/sign-in/confirm?token=${"x".repeat(43)}`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This link has been used already")).toBeVisible();
  await page.goto("/overview");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Foverview$/);
});

test("a customer on a page of the console is refused, with a way on", async ({ page }) => {
  await signInAs(page, thea);
  await page.goto("/admin/customers");
  await expect(page).toHaveURL(/\/forbidden$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You may not see this");
  await page.getByRole("link", { name: "Go to the start page" }).click();
  await expect(page).toHaveURL(/\/overview$/);
  const answer = await page.request.get("/api/trpc/customers.list?input=%7B%22json%22%3A%7B%7D%7D");
  expect(answer.status()).toBe(403);
});

test("support reads the console and changes nothing", async ({ page }) => {
  await signInAs(page, support);
  await page.goto("/admin/staff");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const answer = await page.request.post("/api/trpc/operations.retryOverflow", { data: { json: {} } });
  expect(answer.status()).toBe(403);
  expect(await answer.text()).toContain("Your role (support) does not allow this.");
});

test("staff look as a customer, read only, and come back", async ({ page }) => {
  await signInAs(page, owner);
  await page.goto("/admin/customers");
  await page.getByRole("link", { name: "Nordhafen Logistik" }).first().click();
  await page.getByRole("button", { name: /View as/ }).click();
  await expect(page).toHaveURL(/\/overview$/);
  const answer = await page.request.post("/api/trpc/links.create", { data: { json: { service: "compute-node" } } });
  expect(answer.status()).toBe(403);
  await page.getByRole("button", { name: /Stop|Back/ }).click();
  await expect(page).toHaveURL(/\/admin\/customers\//);
});

test("signing out ends it", async ({ page }) => {
  await signInAs(page, thea);
  await signOut(page, thea);
  await page.goto("/overview");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Foverview$/);
});

test("the forms of sign-in work by keyboard and without script; from another origin they are refused", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/sign-in?next=%2Fmachines");
  const email = page.getByRole("textbox", { name: "Email" });
  await email.fill("nonsense");
  await email.press("Enter");
  await expect(page.getByText("Enter an email address like ada@example.com.")).toBeVisible();
  await expect(email).toHaveValue("nonsense");
  await email.fill("nobody@nowhere.example");
  await email.press("Enter");
  await expect(page.getByText("If nobody@nowhere.example has an account here")).toBeVisible();

  await page.goto(`/sign-in/first-owner?token=${"x".repeat(43)}`);
  await expect(page.getByRole("heading", { name: "There is an owner already" })).toBeVisible();
  await expect(page.getByRole("textbox")).toHaveCount(0);
  await page.getByRole("link", { name: "Go to sign-in" }).press("Enter");
  await expect(page).toHaveURL(/\/sign-in$/);

  const scripted = await browser.newContext();
  await signInAs(await scripted.newPage(), thea);
  await context.addCookies(await scripted.cookies());
  await scripted.close();
  const signOutFrom = (origin: string) =>
    context.request.post("/api/session/sign-out", { form: {}, headers: { origin }, maxRedirects: 0 });
  for (const from of ["https://evil.example", "null"]) expect((await signOutFrom(from)).status()).toBe(403);
  await page.goto("/forbidden");
  await page.getByRole("button", { name: "Sign out" }).press("Enter");
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto("/overview");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Foverview/);
  await context.close();
});

test("a person of two companies changes between them", async ({ page }) => {
  const email = "both@firms.example";
  for (const name of ["Firm One", "Firm Two"]) await run("customer", "add", "--name", name, "--email", email);
  await signInByMail(page, email);
  await expect(page).toHaveURL(/\/overview$/);
  const company = page.getByRole("button", { name: /^Company: / });
  const other = (await company.getAttribute("aria-label")) === "Company: Firm One" ? "Firm Two" : "Firm One";
  await company.press("Enter");
  await page.getByRole("menuitem", { name: other }).press("Enter");
  await expect(company).toHaveAttribute("aria-label", `Company: ${other}`);
});

/** What a person does at the provider of openSingleSignOn. */
async function enterBySingleSignOn(page: Page, name: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Nordhafen ID" }).click();
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

/** A page of a portal with single sign-on; the provider's own form asks for a font from elsewhere, and gets none. */
async function atPortal(browser: Browser, portal: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: portal });
  await context.route(
    (url) => url.hostname !== "127.0.0.1",
    (route) => route.abort(),
  );
  return context.newPage();
}

test("an OpenID Connect provider signs in whom it has verified, and nobody else", async ({ browser }) => {
  const { portal, end } = await openSingleSignOn();
  const page = await atPortal(browser, portal);
  try {
    await enterBySingleSignOn(page, "thea");
    await expect(page).toHaveURL(`${portal}/overview`);
    await expect(page.getByRole("button", { name: "Account of Thea Hansen" })).toBeVisible();
    // The same address in another account of the provider may be another person's; nobody verified these two.
    for (const name of ["unverified-tech", "silent-tech"]) {
      await enterBySingleSignOn(page, name);
      await expect(page.getByText("the single sign-on has not verified it")).toBeVisible();
    }
    await enterBySingleSignOn(page, "stranger");
    await expect(page.getByText("No account has that address")).toBeVisible();
  } finally {
    await page.context().close();
    await end();
  }
});

test("a provider that states nothing of verification is trusted with the domains set for it, with a warning", async ({
  browser,
}) => {
  const { portal, end } = await openSingleSignOn({ OIDC_TRUSTED_DOMAINS: "nordhafen.example" });
  const page = await atPortal(browser, portal);
  try {
    await enterBySingleSignOn(page, "unverified-billing");
    await expect(page.getByText("the single sign-on has not verified it")).toBeVisible();
    await enterBySingleSignOn(page, "silent-billing");
    await expect(page).toHaveURL(`${portal}/overview`);
    await signInAs(page, owner);
    await page.goto("/admin/settings");
    await expect(page.getByText("Addresses that nobody verified are trusted.")).toBeVisible();
    await page.goto("/admin/operations");
    await expect(page.getByText("can sign in as anybody whose address is at nordhafen.example")).toBeVisible();
  } finally {
    await page.context().close();
    await end();
  }
});
