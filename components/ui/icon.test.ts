import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sprite } from "@/scripts/icons.mjs";

test("the file of icons is what the script makes of Lucide's drawings, with each name that Icon takes", () => {
  const file = readFileSync("public/icons.svg", "utf8");
  expect(file).toBe(sprite());
  const drawn = [...file.matchAll(/<symbol id="([\w-]+)"/g)].map(([, name]) => name);
  const type = readFileSync("components/ui/icon.tsx", "utf8").split("export function")[0] ?? "";
  expect([...type.matchAll(/\| "([\w-]+)"/g)].map(([, name]) => name)).toEqual(drawn);
});
