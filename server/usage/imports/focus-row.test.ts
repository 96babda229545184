import { describe, expect, test } from "vitest";
import { Exact } from "../../quantity";
import { focusRow, readFocusRow } from "./focus-row";

const good = {
  BilledCost: "0.01",
  ChargeCategory: "Usage",
  ChargePeriodStart: "2026-11-10T00:00:00Z",
  ChargePeriodEnd: "2026-11-10T01:00:00Z",
  ConsumedQuantity: "10",
  ConsumedUnit: "GB",
  ServiceCategory: "Networking",
  ResourceId: "res-1",
};
const read = (cells: Partial<Record<keyof typeof good, string>>) => {
  const all = { ...good, ...cells };
  return readFocusRow(focusRow(Object.keys(all), Object.values(all)));
};

describe("sizes are told apart by case", () => {
  // FOCUS 1.2, attributes/unit_format: KB is a kilobyte, Kb a kilobit, KiB a kibibyte, Kib a kibibit.
  test.each([
    ["GB", new Exact(10).times(1e9)],
    ["Gb", new Exact(10).times(1e9).div(8)],
    ["GiB", new Exact(10).times(1024 ** 3)],
    ["Gib", new Exact(10).times(1024 ** 3).div(8)],
    ["Mb", new Exact(10).times(1e6).div(8)],
    ["kB", new Exact(10).times(1e3)],
    ["TBs", new Exact(10).times(1e12)],
    ["EiB", new Exact(10).times(new Exact(1024).pow(6))],
  ])("10 %s", (unit, bytes) => {
    expect(read({ ConsumedUnit: unit })).toMatchObject({ quantity: bytes.div(1024 ** 3).toFixed() });
  });
  test.each(["gb", "gB", "gib", "GIB", "mb", "GBps", "B", "bGB"])("%s is no unit of this table", (unit) => {
    expect(read({ ConsumedUnit: unit })).toMatchObject({ reason: "unknown_unit" });
  });
  test.each([
    ["GB-Hours", { meter: "memory" }],
    ["GiB Hrs", { meter: "memory" }],
    ["GB-Month", { reason: "level_by_time" }],
    ["GB/Month", { reason: "level_by_time" }],
    ["GB/Hour", { reason: "level_by_time" }],
  ])("%s of compute", (unit, what) => {
    expect(read({ ConsumedUnit: unit, ServiceCategory: "Compute" })).toMatchObject(what);
  });
});

describe("times as exports write them", () => {
  test.each([
    ["2026-11-10T00:00Z", "2026-11-11T00:00Z"],
    ["2026-11-10 00:00:00 UTC", "2026-11-11 00:00:00 UTC"],
    ["2026-11-10", "2026-11-11"],
    ["2026-11-10 00:00:00+00", "2026-11-11 00:00:00+0000"],
  ])("%s to %s", (start, end) => {
    const row = read({ ChargePeriodStart: start, ChargePeriodEnd: end });
    expect(row).toMatchObject({ start: new Date("2026-11-10T00:00:00Z"), end: new Date("2026-11-11T00:00:00Z") });
  });
});

describe("figures that no meter has", () => {
  test.each([
    [{ ConsumedQuantity: "1e30" }, "bad_quantity"],
    [{ ConsumedQuantity: "1e999" }, "bad_quantity"],
    [{ ConsumedQuantity: "1e-999" }, "bad_quantity"],
    [{ ConsumedQuantity: "1000000000000000000", ConsumedUnit: "Requests" }, "quantity_too_large"],
    [{ ConsumedQuantity: "10000000", ConsumedUnit: "1000000M Requests" }, "quantity_too_large"],
    [{ BilledCost: "1e30" }, "bad_cost"],
    [{ ResourceId: "a\0b" }, "bad_text"],
  ])("%j is listed as %s", (cells, reason) => {
    expect(read(cells)).toMatchObject({ reason });
  });
  test("the largest that counts", () => {
    const most = "999999999999999999.999";
    expect(read({ ConsumedQuantity: most, ConsumedUnit: "Requests" })).toMatchObject({ quantity: most });
  });
});
