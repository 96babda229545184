import { expect, type Locator, type Page } from "@playwright/test";
import { owner, signInAs, thea } from "./people";
import type { Viewer } from "./routes";

/** Signs in whoever looks. */
export async function lookAs(page: Page, viewer: Viewer): Promise<void> {
  if (viewer === "nobody") await page.context().clearCookies();
  else await signInAs(page, viewer === "staff" ? owner : thea);
}

/** The page in the language of the eye: complete, fonts loaded, nothing of it still waiting to be drawn. */
export async function wholePage(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.fonts.status === "loaded" && !document.querySelector("[aria-busy=true]"));
}

/** The tables of a page that are cut at the right, by name: what is beyond the edge is not seen. */
export const cutTables = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("table")]
      .filter(({ parentElement: frame }) => frame && frame.scrollWidth > frame.clientWidth + 1)
      .map((table) => `${table.getAttribute("aria-label")}: ${table.scrollWidth} px`),
  );

/** How many px the page is wider than the window; 0 when nothing scrolls sideways. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Opens the palette by its keys; keys that are pressed before the page's script runs do nothing. @returns its field */
export async function openPalette(page: Page): Promise<Locator> {
  const field = page.getByRole("combobox", { name: "Find or do" });
  await expect(async () => {
    if (!(await field.isVisible())) await page.keyboard.press("Control+k");
    await expect(field).toBeVisible({ timeout: 3_000 });
  }).toPass();
  return field;
}
