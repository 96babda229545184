import { describe, expect, test } from "vitest";
import { documentFonts } from "./fonts";
import { runsOf } from "./text-runs";

const fonts = documentFonts(process.cwd());
/** Runs as they are drawn from left to right; `<` before one that is shaped from right to left. */
const drawn = (text: string) => runsOf(text, fonts).map((run) => `${run.rightToLeft ? "<" : ""}${run.text}`);

describe("a line in the order in which it is drawn", () => {
  test.each<[string, string, string[]]>([
    ["Latin alone is one run", "Units above 8, Ätna", ["Units above 8, Ätna"]],
    ["another face within the line", "Zażółć", ["Za", "ż", "ó", "łć"]],
    ["Hebrew alone", "שלום עולם", ["<שלום עולם"]],
    ["a number after Hebrew stands left of it", "שלום 2026", ["2026", "<שלום "]],
    ["Hebrew within Latin", "A שלום B", ["A ", "<שלום", " B"]],
    ["brackets are mirrored and keep their place", "(שלום) א", ["<א", " (", "<שלום", ")"]],
    ["what no font holds is shown as such", "日", ["\uFFFD"]],
  ])("%s", (_, text, runs) => {
    expect(drawn(text).filter((run) => run !== "")).toEqual(runs);
  });
});
