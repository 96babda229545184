import type { Locator, Page } from "@playwright/test";

/** The rows of a page's tables that hold all of these words. */
export const row = (page: Page, ...words: (string | RegExp)[]): Locator =>
  words.reduce<Locator>((rows, hasText) => rows.filter({ hasText }), page.getByRole("row"));
