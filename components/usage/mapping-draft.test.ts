import { expect, test } from "vitest";
import type { MappingRules } from "@/server/usage/mappings/mapping-rules";
import { draftOf, rulesOf, sampleOf } from "./mapping-draft";

test("rules come out of their fields as they went in; empty lines are left away", () => {
  const rules: MappingRules = {
    columns: {
      customer: "SubAccountId",
      cloud: null,
      machine: "Tags.host",
      meter: "SkuMeter",
      quantity: null,
      unit: null,
    },
    meters: [
      { value: "a*", unit: null, meter: null, factor: null },
      { value: "b", unit: "GB", meter: "bandwidth", factor: "0.5" },
    ],
    customers: [{ value: "111", customer: "cust_1" }],
    clouds: ["eu-*", "EU"],
  };
  const draft = draftOf(rules, { cust_1: "Nordhafen" });
  expect(draft.customers).toEqual([{ key: 0, value: "111", customer: "cust_1", name: "Nordhafen" }]);
  expect(rulesOf(draft)).toEqual(rules);
  draft.meters.push({ key: 9, value: " ", unit: "", meter: "requests", factor: "" });
  draft.clouds += "\n\n  \n";
  expect(rulesOf(draft)).toEqual(rules);
});

test("a sample ends with a whole line, and is text", () => {
  expect(sampleOf("a\nb\nc", 100)).toBe("a\nb\nc");
  expect(sampleOf("a\nbb\ncc\n", 6)).toBe("a\nbb\n");
  expect(sampleOf("a\0b", 100)).toBe(undefined);
  expect(sampleOf("\u001f\ufffd", 100)).toBe(undefined);
});
