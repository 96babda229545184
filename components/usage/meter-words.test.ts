import { expect, test } from "vitest";
import { meterWithUnit, quantityOf } from "./meter-words";

test("one of what is counted is in the singular", () => {
  expect(quantityOf("1", { unit: "units", decimals: 0 })).toBe("1 unit");
  expect(quantityOf("11", { unit: "units", decimals: 0 })).toBe("11 units");
  expect(quantityOf("12614", { unit: "GiB", decimals: 1 })).toBe("12,614 GiB");
});

test("a meter's unit is not written twice", () => {
  expect(meterWithUnit("Units", "units")).toBe("Units");
  expect(meterWithUnit("Storage", "GiB")).toBe("Storage, GiB");
});
