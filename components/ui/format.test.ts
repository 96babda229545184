import { describe, expect, it } from "vitest";
import {
  bytesParts,
  formatAmount,
  formatBytes,
  formatChange,
  formatCount,
  formatMoney,
  formatMoneyChange,
  formatNumber,
  formatPercent,
  formatQuantity,
  formatRate,
  percentOf,
} from "./format";

describe("numbers", () => {
  it("counts with the noun in its number", () => {
    expect(formatCount(1, "license")).toBe("1 license");
    expect(formatCount(3902, "license")).toBe("3,902 licenses");
    expect(formatCount(0, "person", "people")).toBe("0 people");
  });
  it("groups thousands by comma and has a decimal point", () => {
    expect(formatNumber("12614")).toBe("12,614");
    expect(formatNumber("3120.5")).toBe("3,120.5");
    expect(formatNumber("48207119")).toBe("48,207,119");
    expect(formatNumber("999")).toBe("999");
  });
  it("stays exact beyond what a float holds", () => {
    expect(formatNumber("12345678901234567890.25", { decimals: 2 })).toBe("12,345,678,901,234,567,890.25");
  });
  it("rounds half up, and drops trailing zeros unless fixed", () => {
    expect(formatNumber("7.25")).toBe("7.3");
    expect(formatNumber("9012.04")).toBe("9,012");
    expect(formatNumber("9012.04", { fixed: true })).toBe("9,012.0");
  });
  it("writes a true minus, and none before a zero", () => {
    expect(formatNumber("-9")).toBe("−9");
    expect(formatNumber("-0.04")).toBe("0");
    expect(formatChange("212")).toBe("+212");
    expect(formatChange("-9")).toBe("−9");
    expect(formatChange("0")).toBe("0");
  });
  it("puts a unit and a percent sign after a space", () => {
    expect(formatQuantity("3120.5", "vCPU·h")).toBe("3,120.5 vCPU·h");
    expect(formatPercent("90")).toBe("90 %");
    expect(formatPercent("41", 1)).toBe("41.0 %");
    expect(percentOf("614", "12000")?.toFixed(1)).toBe("5.1");
    expect(percentOf("1", "0")).toBeNull();
  });
});

describe("money", () => {
  it("comes from minor units", () => {
    expect(formatMoney(2826n)).toBe("€28.26");
    expect(formatMoney(-1960n)).toBe("−€19.60");
    expect(formatMoney(0n)).toBe("€0.00");
    expect(formatMoney(128467n, "CHF")).toBe("CHF 1,284.67");
    expect(formatMoney(1500n, "JPY")).toBe("¥1,500");
    expect(formatAmount(129300n)).toBe("1,293.00");
    expect(formatMoneyChange(31140n)).toBe("+€311.40");
    expect(formatMoneyChange(-31140n)).toBe("−€311.40");
  });
  it("shows every place of a rate", () => {
    expect(formatRate("0.045")).toBe("€0.045");
    expect(formatRate("21.5")).toBe("€21.50");
  });
});

describe("bytes", () => {
  it("takes the largest binary unit", () => {
    expect(formatBytes(0n)).toBe("0 B");
    expect(formatBytes(1023n)).toBe("1,023 B");
    expect(formatBytes(22439526n)).toBe("21.4 MiB");
    expect(bytesParts(195421011968n)).toEqual(["182", "GiB"]);
  });
});
