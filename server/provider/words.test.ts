import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");

/** Texts that no customer reads in a page or a mail, with the reason. */
const ALLOWED = [
  "server/services/compute-node/node-catalogue.ts", // the vendor's name, in the console's catalogue
  "server/overflow/steps/user-data.ts", // a comment in the machine's own file
];

const isText = (file: string) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.includes("/testing/");
const withoutComments = (code: string) => code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, "");

test("no page and no mail names Spillway, or speaks of a provider without a name", () => {
  const found = ["app", "components", "server"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .map((file) => path.posix.join(folder, file.split(path.sep).join("/")))
      .filter((file) => isText(file) && !ALLOWED.includes(file))
      .flatMap((file) =>
        [...withoutComments(readFileSync(path.join(root, file), "utf8")).matchAll(/\bSpillway\b|\byour provider\b/gi)]
          .filter(([word]) => word === "Spillway" || /provider/i.test(word))
          .map(([word]) => `${file}: ${word}`),
      ),
  );
  expect(found).toEqual([]);
});
