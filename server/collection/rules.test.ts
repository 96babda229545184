import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AllocationRule, allocationOf, grantedAllocation, neededBytes, reserveOf } from "./allocation";
import { realSerial, sameHardware } from "./evidence";
import { approvalReason, type LinkTerms, silentAt } from "./rules";
import { machineMayGo, machineStates } from "./states";

const gib = 1024n ** 3n;
const rule: AllocationRule = {
  fractionPermille: 500,
  reserveBytes: 5n * gib,
  reservePermille: 50,
  stepBytes: gib,
  minimumBytes: gib,
};

describe("allocation", () => {
  test.each([
    [100n * gib, 200n * gib, 45n * gib],
    [5n * gib, 50n * gib, 0n],
    [7n * gib - 1n, 50n * gib, 0n],
    [7n * gib, 50n * gib, gib],
    [0n, 0n, 0n],
  ])("available %s of %s is %s", (availableBytes, totalBytes, expected) => {
    expect(allocationOf(rule, { availableBytes, totalBytes })).toBe(expected);
  });

  const anyRule = fc.record({
    fractionPermille: fc.integer({ min: 1, max: 1000 }),
    reserveBytes: fc.bigInt(0n, 1n << 45n),
    reservePermille: fc.integer({ min: 0, max: 1000 }),
    stepBytes: fc.bigInt(1n, 1n << 40n),
    minimumBytes: fc.bigInt(1n, 1n << 42n),
  });
  const space = fc
    .record({ totalBytes: fc.bigInt(0n, 1n << 60n), part: fc.integer({ min: 0, max: 1000 }) })
    .map(({ totalBytes, part }) => ({ totalBytes, availableBytes: (totalBytes * BigInt(part)) / 1000n }));

  test("is whole steps, never negative, never above its share of what is free above the reserve", () => {
    fc.assert(
      fc.property(anyRule, space, (any, given) => {
        const allocation = allocationOf(any, given);
        const free = given.availableBytes - reserveOf(any, given.totalBytes);
        expect(allocation % any.stepBytes).toBe(0n);
        expect(allocation >= 0n).toBe(true);
        expect(allocation * 1000n <= (free > 0n ? free : 0n) * BigInt(any.fractionPermille)).toBe(true);
        if (free > 0n)
          expect((allocation + any.stepBytes) * 1000n > (free - 1n) * BigInt(any.fractionPermille) - 1000n).toBe(true);
      }),
    );
  });

  test("grows with what is available, and the needed figure is exactly enough", () => {
    fc.assert(
      fc.property(anyRule, space, fc.bigInt(0n, 1n << 40n), (any, given, more) => {
        const larger = { ...given, availableBytes: given.availableBytes + more };
        expect(allocationOf(any, larger) >= allocationOf(any, given)).toBe(true);
        const needed = neededBytes(any, given.totalBytes);
        const at = (availableBytes: bigint) => allocationOf(any, { availableBytes, totalBytes: given.totalBytes });
        expect(at(needed) >= any.minimumBytes).toBe(true);
        expect(at(needed - 1n) < any.minimumBytes).toBe(true);
      }),
    );
  });

  test("what is granted stays within the plan", () => {
    expect(grantedAllocation(5n, 3n)).toBe(3n);
    expect(grantedAllocation(2n, 3n)).toBe(2n);
  });
});

describe("evidence", () => {
  test.each([
    "",
    " ",
    "0",
    "00000000",
    "None",
    "N/A",
    "To be filled by O.E.M.",
    "System Serial Number",
    "Default string",
  ])("%s is no serial", (text) => expect(realSerial(text)).toBeNull());
  test("of a UUID neither all F nor the vendor's example is taken", () => {
    expect(realSerial("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF")).toBeNull();
    expect(realSerial("03000200-0400-0500-0006-000700080009")).toBeNull();
    expect(realSerial(" VMware-56 4d ")).toBe("VMware-56 4d");
  });
  test("two of three decide, and what is missing on both sides does not agree", () => {
    const one = { serial: "A", hardwareUuid: "U", installId: "I" };
    expect(sameHardware(one, { serial: "a", hardwareUuid: "u", installId: null })).toBe(true);
    expect(sameHardware(one, { serial: "A", hardwareUuid: null, installId: null })).toBe(false);
    const nothing = { serial: null, hardwareUuid: null, installId: null };
    expect(sameHardware(nothing, nothing)).toBe(false);
  });
});

describe("approval", () => {
  const link: LinkTerms = { kind: "ordinary", serial: null, usesMax: 1, approve: "each", instanceId: null };
  const machine = { serial: "S1", instanceId: null, knownHardware: false, serialTaken: false };
  test.each([
    ["one use activates", link, machine, null],
    ["more uses follow the link", { ...link, usesMax: 5 }, machine, "approved by hand"],
    ["more uses, automatically", { ...link, usesMax: 5, approve: "auto" as const }, machine, null],
    ["its own serial", { ...link, serial: "s1" }, machine, null],
    ["another serial", { ...link, serial: "S2" }, machine, "made for serial number S2"],
    ["no serial", { ...link, serial: "S2" }, { ...machine, serial: null }, "reports none"],
    ["known hardware", link, { ...machine, knownHardware: true }, "under another key"],
    ["serial of another", link, { ...machine, serialTaken: true }, "another machine"],
    [
      "overflow in its instance",
      { ...link, kind: "overflow" as const, instanceId: "i-1" },
      { ...machine, instanceId: "i-1" },
      null,
    ],
    [
      "overflow elsewhere",
      { ...link, kind: "overflow" as const, instanceId: "i-1" },
      { ...machine, instanceId: "i-2" },
      "instance",
    ],
    ["overflow before its instance is known", { ...link, kind: "overflow" as const }, machine, "instance"],
  ])("%s", (_name, terms, facts, expected) => {
    const reason = approvalReason(terms, facts);
    if (expected === null) expect(reason).toBeNull();
    else expect(reason).toContain(expected);
  });
});

describe("states", () => {
  test("every state can be retired; nothing skips the license", () => {
    for (const state of machineStates) expect(machineMayGo(state, "retired")).toBe(true);
    expect(machineMayGo("reported", "licensed")).toBe(false);
    expect(machineMayGo("configured", "installing")).toBe(false);
    expect(machineMayGo("licensed", "enrolled")).toBe(false);
    expect(machineMayGo("retired", "active")).toBe(false);
  });
  test("silent after two missed heartbeats", () => {
    expect(silentAt(new Date(0), new Date(300_000))).toEqual(new Date(630_000));
  });
});
