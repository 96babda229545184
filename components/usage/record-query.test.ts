import { expect, test } from "vitest";
import { fieldTextOf, instantOf } from "@/components/list/time-filter";
import { matchingUse, recordsAsked, recordsOfLine } from "./record-query";

test("a time that was typed is in UTC; one of a link has its zone; anything else is no time", () => {
  expect(instantOf("2026-11-20T10:00")).toBe("2026-11-20T10:00:00Z");
  expect(instantOf("2026-11-20T10:00:30")).toBe("2026-11-20T10:00:30Z");
  expect(fieldTextOf("2026-11-20T10:00")).toBe("2026-11-20T10:00");
  expect(fieldTextOf("2026-11-20T10:00:00+02:00")).toBe("2026-11-20T08:00");
  expect(fieldTextOf("yesterday")).toBe("");
  expect(fieldTextOf(undefined)).toBe("");
  expect(recordsAsked({ from: "2026-11-20T10:00", to: "yesterday", fate: "lost", source: "file" })).toEqual({
    from: "2026-11-20T10:00:00.000Z",
    sourceKind: "file",
  });
});

test("all that matches is meant by customer, meter and time, and by no fate", () => {
  const whole = { customer: "cust_a", meter: "requests", from: "2026-11-20T10:00", to: "2026-11-21T00:00" };
  expect(matchingUse({ ...whole, machine: "mach_a", source: "agent" })).toEqual({
    customerId: "cust_a",
    meter: "requests",
    from: "2026-11-20T10:00:00.000Z",
    to: "2026-11-21T00:00:00.000Z",
    machineId: "mach_a",
    sourceKind: "agent",
  });
  for (const key of Object.keys(whole)) expect(matchingUse({ ...whole, [key]: "" })).toContain("Filter by a customer");
  expect(matchingUse({ ...whole, to: "2026-11-19T00:00" })).toBe("From must be before to.");
  expect(matchingUse({ ...whole, fate: "late" })).toContain("Remove the filter by fate");
});

test("a line of the usage page leads to its records, where the list has such a filter", () => {
  const asked = { meter: "storage", from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z", groupBy: "machine" };
  const href = recordsOfLine({ asked }, { customer: "cust_a", range: "month" });
  expect(href?.("mach_a")?.({ fate: "shadowed", sourceKind: "driver" })).toBe(
    "/admin/usage/records?meter=storage&from=2026-11-01T00%3A00%3A00Z&to=2026-12-01T00%3A00%3A00Z&customer=cust_a&machine=mach_a&source=driver&fate=shadowed",
  );
  expect(href?.("none")).toBeUndefined();
  expect(recordsOfLine({ asked: { ...asked, groupBy: "service" } }, {})).toBeUndefined();
  expect(recordsOfLine({ asked }, { vendor: "vend_a" })).toBeUndefined();
});
