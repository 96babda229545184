import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { readData } from "./support/installation";

// How much script a page brings before anything is pressed, from the build that is served: what Next's manifests list
// for its route, compressed. Menus, dialogs and the palette are fetched when they are first used.

const kib = (bytes: number) => Math.round(bytes / 1024);
/** Pages of the portal that draw a chart. */
const charts = ["/(portal)/usage/page"];

type Manifest = { entryJSFiles?: Record<string, string[]> };

/** The compressed script of each page, in KiB. */
function scriptOfPages(): Record<string, number> {
  const dist = path.resolve(".builds", readData<{ build: string }>("running.json").build, "next");
  const json = (name: string) => JSON.parse(readFileSync(path.join(dist, name), "utf8")) as { rootMainFiles: string[] };
  const { rootMainFiles } = json("build-manifest.json");
  const app = path.join(dist, "server/app");
  const names = readdirSync(app, { recursive: true, encoding: "utf8" });
  const pages: Record<string, number> = {};
  for (const name of names.filter((one) => one.endsWith("page_client-reference-manifest.js"))) {
    const context = { globalThis: {} as { __RSC_MANIFEST?: Record<string, Manifest> } };
    runInNewContext(readFileSync(path.join(app, name), "utf8"), context);
    for (const [page, { entryJSFiles = {} }] of Object.entries(context.globalThis.__RSC_MANIFEST ?? {})) {
      const files = new Set([...rootMainFiles, ...Object.values(entryJSFiles).flat()]);
      const sizes = [...files].map((file) => gzipSync(readFileSync(path.join(dist, file))).length);
      pages[page] = kib(sizes.reduce((sum, size) => sum + size, 0));
    }
  }
  return pages;
}

test("a page of the portal brings at most 200 KiB of script, 300 with a chart; one of the console 300", () => {
  const pages = scriptOfPages();
  expect(Object.keys(pages).length).toBeGreaterThan(30);
  const most = (page: string) => (page.startsWith("/(portal)/") && !charts.includes(page) ? 200 : 300);
  const tooMuch = Object.entries(pages).filter(([page, size]) => size > most(page));
  expect(tooMuch.toSorted(([, a], [, b]) => b - a)).toEqual([]);
});
