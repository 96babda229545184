#!/usr/bin/env node
// npm run pictures: every page at 1440 and 390 px, light and dark, with the demo's story, and the README's picture.
// Usage: npm run pictures -- [FOLDER] [--only TEXT] [--worst]; --worst gives everything the longest and most awkward
// names, and leaves the README's picture alone; with SPILLWAY_ORIGIN of a running demo its pages are taken, and
// the README's picture is left alone.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { freePort } from "../db/postgres/cluster.mjs";
import { Lifetime } from "./lifetime.mjs";
import { print } from "./output.mjs";
import { loadTaker } from "./pictures/load-taker.mjs";
import { openStory } from "./pictures/open-story.mjs";
import { giveWorstNames } from "./pictures/worst-names.mjs";
import { ROOT } from "./settings.mjs";

/** @param {Lifetime} life */
async function pictures(life) {
  const { values, positionals } = parseArgs({
    options: { only: { type: "string" }, worst: { type: "boolean" } },
    allowPositionals: true,
  });
  const folder = path.resolve(positionals[0] ?? path.join(ROOT, ".spillway/pictures"));
  const { takePictures, takeOverview } = await loadTaker(ROOT);
  const { chromium } = await import("@playwright/test");
  const running = process.env.SPILLWAY_ORIGIN;
  let origin = running ?? "";
  if (!running) {
    const data = fs.mkdtempSync(path.join(os.tmpdir(), "spillway-pictures-"));
    fs.chmodSync(data, 0o711);
    life.atEnd(() => fs.rmSync(data, { recursive: true, force: true }));
    origin = await openStory(life, { data, port: (await freePort(0)) ?? 0 });
    if (values.worst) await giveWorstNames(data);
  }
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => fs.existsSync(file));
  const args = ["--disable-dev-shm-usage", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
  const browser = await chromium.launch({ executablePath, args });
  life.atEnd(() => browser.close());
  if (!running && !values.worst)
    await takeOverview(browser, { origin, file: path.join(ROOT, "docs/pictures/overview.png") });
  const count = await takePictures(browser, { origin, folder, only: values.only, print });
  print(`${count} pictures in ${folder}`);
  await life.end();
  process.exit(0);
}

await new Lifetime().run(pictures);
