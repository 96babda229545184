import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "@playwright/test";
import { addressOf, pathOf, type Route, routes, type Viewer, views } from "../../e2e/support/routes";
import { lookAs, sidewaysScroll, wholePage } from "../../e2e/support/seen";

const widths = [1440, 390];
const themes = ["light", "dark"] as const;

type Wish = {
  origin: string;
  folder: string;
  /** Only routes whose address holds this. */
  only?: string;
  print: (line: string) => void;
};

/**
 * Pictures of every route at both widths, light and dark: `<folder>/<address>-<width>-<theme>.png`. @returns how many
 */
export async function takePictures(browser: Browser, { origin, folder, only = "", print }: Wish): Promise<number> {
  mkdirSync(folder, { recursive: true });
  let count = 0;
  for (const viewer of ["nobody", "customer", "staff"] satisfies Viewer[]) {
    const seen = [...routes, ...views].filter((route) => route.as === viewer && addressOf(route).includes(only));
    if (seen.length === 0) continue;
    const context = await browser.newContext({
      baseURL: origin,
      locale: "en-US",
      timezoneId: "UTC",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await lookAs(page, viewer);
    for (const route of seen)
      count += await pictureRoute(page, route, folder, print).catch((error: Error) => {
        print(`${addressOf(route)}: ${error.message.split("\n")[0]}`);
        return 0;
      });
    await context.close();
  }
  return count;
}

async function pictureRoute(
  page: Page,
  route: Route & { name?: string },
  folder: string,
  print: (line: string) => void,
): Promise<number> {
  const name = route.name ?? (addressOf(route).slice(1).replaceAll("/", "_") || "home");
  const address = await pathOf(route, page);
  for (const width of widths) {
    const least = width > 1000 ? 900 : 844;
    await page.setViewportSize({ width, height: least });
    await page.goto(address);
    await wholePage(page);
    // A window as high as the page: what sticks to the window then stands where it belongs.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.max(least, height) });
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.screenshot({ path: path.join(folder, `${name}-${width}-${theme}.png`), animations: "disabled" });
    }
    const over = await sidewaysScroll(page);
    if (over > 0) print(`${address} at ${width} px scrolls sideways by ${over} px.`);
  }
  print(`${address}`);
  return widths.length * themes.length;
}

/** The README's picture: the first customer's overview. PNG, under 300 KB. */
export async function takeOverview(
  browser: Browser,
  { origin, file }: { origin: string; file: string },
): Promise<void> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
  });
  const page = await context.newPage();
  await lookAs(page, "customer");
  await page.goto("/overview");
  await wholePage(page);
  mkdirSync(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file });
  await context.close();
}
