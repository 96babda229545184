import fc from "fast-check";
import { expect, test } from "vitest";
import { readExact } from "../quantity";
import { convertQuantity } from "./units";

test.each([
  ["1", "GB", "GiB", "0.931322574615478515625"],
  ["1", "GiB", "GB", "1.073741824"],
  ["8", "Gb", "GB", "1"],
  ["1073741824", "B", "GiB", "1"],
  ["1", "b", "GiB", "0.000000000116415321826934814453125"],
  ["2.5", "TiB", "GiB", "2560"],
  ["1", "GB-Hours", "GiB·h", "0.931322574615478515625"],
  ["90", "vCPU·min", "vCPU·h", "1.5"],
  ["7200", "vCPU-seconds", "vCPU·h", "2"],
  ["1", "vCPU-Hours", "vCPU·h", "1"],
  ["3", "d", "h", "72"],
  ["90", "s", "min", "1.5"],
  ["2", "10K requests", "requests", "20000"],
  ["3", "1M Requests", "requests", "3000000"],
  ["5", "call", "calls", "5"],
  ["5", "support-events", "support-events", "5"],
  ["0", "GB", "GiB", "0"],
])("%s %s is so many %s: %s", (quantity, from, to, converted) => {
  expect(convertQuantity(quantity, from, to)).toEqual({ quantity: converted });
});

test.each([
  ["1", "GB", "requests", "GB cannot be converted to requests. Send it in requests."],
  ["1", "GB", "GiB·h", "GB cannot be converted to GiB·h. Send it in GiB·h."],
  ["1", "gb", "GiB", "gb cannot be converted to GiB. Send it in GiB."],
  ["1", "GB/h", "GiB·h", "GB/h cannot be converted to GiB·h. Send it in GiB·h."],
  ["1", "vCPU·month", "vCPU·h", "vCPU·month cannot be converted to vCPU·h. Send it in vCPU·h."],
  ["1", "0 requests", "requests", "0 requests cannot be converted to requests. Send it in requests."],
  ["1", "vCPU·min", "vCPU·h", "1 vCPU·min is no decimal number of vCPU·h. Send it in vCPU·h."],
  ["999999999999999999", "TiB", "GiB", "999999999999999999 TiB is too large: it must be below 10^18 GiB."],
])("%s %s is not converted to %s", (quantity, from, to, fault) => {
  expect(convertQuantity(quantity, from, to)).toEqual({ fault });
});

test("there and back is the same quantity, to the last decimal", () => {
  const sizes = fc.constantFrom("B", "KB", "KiB", "MB", "MiB", "GB", "GiB", "TB", "TiB", "Gb", "Gib");
  const quantities = fc.tuple(fc.bigInt(0n, 10n ** 15n), fc.integer({ min: 0, max: 18 }));
  fc.assert(
    fc.property(quantities, sizes, sizes, ([digits, decimals], from, to) => {
      const quantity = readExact(`${digits}e-${decimals}`).toFixed();
      const there = convertQuantity(quantity, from, to);
      if ("fault" in there) expect(there.fault).toMatch(/no decimal number|too large/);
      else expect(convertQuantity(there.quantity, to, from)).toEqual({ quantity });
    }),
  );
});
