import { expect, type Page, test } from "@playwright/test";
import { pngOf } from "../server/provider/testing/png-of";
import { run } from "./support/installation";
import { owner, signInAs, support, thea } from "./support/people";

// Who the provider is: changed in the console, seen by customers in the portal, at sign-in and in a mail.

const before = { name: "Kestrel Managed Cloud", color: "none", logo: "none" };

test.afterEach(async () => {
  await run("provider", "set", ...Object.entries(before).flatMap(([field, value]) => [`--${field}`, value]));
});

const accentOf = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--color-accent").trim());

test("a name, a color and a logo reach the portal, the sign-in page and mails", async ({ page }) => {
  await signInAs(page, owner);
  await page.goto("/admin/settings");
  const form = page.getByRole("form", { name: "Provider" });
  await form.getByRole("textbox", { name: "Color (optional)" }).fill("#ffd400");
  await form.getByRole("textbox", { name: "Name" }).fill("Valley & Co");
  const preview = page.getByTestId("preview-light");
  await expect(preview.getByText("Valley & Co")).toBeVisible();
  // Yellow on white cannot be read: the preview, as the pages, shows it darker.
  await expect
    .poll(() => preview.getByText("A link").evaluate((link) => getComputedStyle(link).color))
    .not.toBe("rgb(11, 100, 120)");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Provider saved.")).toBeVisible();

  const file = { name: "logo.png", mimeType: "image/png", buffer: pngOf(240, 60, 90) };
  await page.getByLabel("File").setInputFiles(file);
  await page.getByRole("button", { name: "Save logo" }).click();
  await expect(page.getByText("Logo saved.")).toBeVisible();

  await signInAs(page, thea);
  const logo = page.getByRole("link", { name: "Valley & Co" }).getByRole("img", { name: "Valley & Co" });
  await expect(logo).toBeVisible();
  expect(await logo.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBe(240);
  await expect(page).toHaveTitle(/· Valley & Co$/);
  await expect(page.getByText("Provided by Valley & Co")).toBeVisible();
  const accent = await accentOf(page);
  expect(accent).not.toBe("#0b6478");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => accentOf(page)).not.toBe(accent);

  await page.context().clearCookies();
  await page.goto("/sign-in");
  await expect(page.getByText("to Valley & Co")).toBeVisible();
  await page.getByRole("textbox", { name: "Email" }).fill(thea);
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByText(`If ${thea} has an account here`)).toBeVisible();
  await page.goto("/mailbox");
  const opened = page.waitForEvent("popup");
  await page.getByRole("link", { name: "As a mail" }).first().click();
  const mail = await opened;
  await expect(mail.getByRole("heading", { name: "Your link to sign in to Valley & Co" })).toBeVisible();
  const picture = mail.getByRole("img", { name: "Valley & Co" });
  expect(await picture.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBe(240);
  expect(await mail.content()).not.toMatch(/Spillway|your provider/i);
});

test("what is wrong is named at its field, and what is not a picture is refused", async ({ page }) => {
  await signInAs(page, owner);
  await page.goto("/admin/settings");
  const form = page.getByRole("form", { name: "Provider" });
  await form.getByRole("textbox", { name: "Name" }).fill(" ");
  await form.getByRole("textbox", { name: "Color (optional)" }).fill("red");
  await form.getByRole("textbox", { name: "Mail sender" }).fill("nobody");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Enter the name that customers see.")).toBeVisible();
  await expect(form.getByText("Six hexadecimal digits, e.g. #0b6478.")).toBeVisible();
  await expect(form.getByText("Enter an email address like portal@example.com.")).toBeVisible();
  // The demo's story has charges.
  await expect(form.getByRole("textbox", { name: "Currency" })).toBeDisabled();
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  await page.getByLabel("File").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: svg });
  await page.getByRole("button", { name: "Save logo" }).click();
  await expect(page.getByText("The logo must be a PNG. Other formats are not taken.")).toBeVisible();
});

test("support looks at the settings and changes nothing; the command line says the same", async ({ page }) => {
  await signInAs(page, support);
  await page.goto("/admin/settings");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeDisabled();
  const answer = await page.request.post("/api/trpc/provider.change", { data: { json: { name: "Mine" } } });
  expect(answer.status()).toBe(403);
  const story = { address: expect.stringContaining("Hamburg"), sender: "portal@kestrel.example", currency: "EUR" };
  expect(await run("provider", "show")).toMatchObject({ name: before.name, color: null, logo: null, ...story });
  await expect(run("provider", "set", "--currency", "USD")).rejects.toThrow("The currency stays EUR");
  const logo = await page.request.get("/brand/logo");
  expect(logo.status()).toBe(404);
  const theme = await page.request.get("/brand/theme");
  expect(theme.headers()["content-security-policy"]).toContain("sandbox");
});
