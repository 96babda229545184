import { readdirSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { misreadings } from "./support/reading";
import { addressOf, pathOf, type Route, routes, type Viewer, views } from "./support/routes";
import { cutTables, lookAs, sidewaysScroll, wholePage } from "./support/seen";

// Every page, as who it is for: it has a heading and reads well, the browser complains of nothing, nothing scrolls
// sideways or is cut, axe finds nothing.

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** What a narrow page can break that a wide one does not; its colors are those of the wide one. */
const phone = [
  "target-size",
  "scrollable-region-focusable",
  "aria-hidden-focus",
  "aria-required-children",
  "button-name",
  "link-name",
  "label",
  "list",
  "listitem",
];

test("every page of app/ is among the routes, once", () => {
  const app = path.resolve("app");
  const pages = readdirSync(app, { recursive: true })
    .map((file) => String(file).split(path.sep).join("/"))
    .filter((file) => path.posix.basename(file) === "page.tsx")
    .map((file) => path.posix.dirname(file).replace(/^\.$/, ""));
  expect(routes.map(({ page }) => page).toSorted()).toEqual(pages.toSorted());
});

for (const viewer of ["nobody", "customer", "staff"] satisfies Viewer[]) {
  test.describe(`pages for ${viewer}`, () => {
    let page: Page;
    test.beforeAll(async ({ browser }) => {
      page = await (await browser.newContext({ reducedMotion: "reduce" })).newPage();
      await lookAs(page, viewer);
    });
    test.afterAll(() => page.context().close());

    for (const route of [...routes, ...views].filter(({ as }) => as === viewer))
      test("name" in route ? String(route.name) : addressOf(route), async () => {
        const address = await pathOf(route, page);
        const complaints = listen(page);
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.emulateMedia({ colorScheme: "light" });
        const answer = await page.goto(address);
        expect(answer?.status()).toBe(200);
        await wholePage(page);
        await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
        await expect.poll(() => sidewaysScroll(page), "at 1440 px").toBe(0);
        // A stranger has no time zone yet.
        if (viewer !== "nobody") expect(await misreadings(page, viewer)).toEqual([]);
        expect(await faults(page, route), "light").toEqual([]);
        await page.emulateMedia({ colorScheme: "dark" });
        expect(await faults(page, route, ["color-contrast"]), "dark").toEqual([]);
        await page.setViewportSize({ width: 390, height: 844 });
        // Asked until the page is laid out at its new width.
        await expect.poll(() => sidewaysScroll(page), "at 390 px").toBe(0);
        await expect.poll(() => cutTables(page), "cut at 390 px").toEqual([]);
        expect(await faults(page, route, phone), "on a phone").toEqual([]);
        expect(complaints).toEqual([]);
        page.removeAllListeners("console");
        page.removeAllListeners("pageerror");
      });
  });
}

/** What the browser complains of from now on. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return complaints;
}

/** What axe finds by all rules of WCAG, or by `rules` alone: the rule, and where. */
async function faults(page: Page, { alike }: Route, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  // Rows of a table are built alike: the first ones stand for all.
  axe.exclude("tbody > tr:nth-of-type(n+7)");
  if (alike) axe.exclude(alike);
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(wcag)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ target, html }) => `${id}: ${target} ${html.slice(0, 160)}`),
  );
}
