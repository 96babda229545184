import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gaugeText } from "./gauge-text";
import type { GaugeData } from "./gauge-types";
import { gaugeGeometry, gaugeTicks } from "./geometry";
import { sheetPath } from "./paths";

function gauge(values: string[], more: Partial<GaugeData> = {}): GaugeData {
  return {
    meterLabel: "Storage",
    unit: "GiB",
    limit: "12000",
    threshold: "90",
    segments: values.map((value, at) => ({ cloud: `c${at}`, label: `Cloud ${at}`, colorIndex: at + 1, value })),
    ...more,
  };
}
const machine = { carried: "628", capacity: "1024", machineName: "ovf-2031-1", cloudLabel: "OpenStack fra-2" };
const length = (data: GaugeData) => gaugeGeometry(data).segments.reduce((sum, one) => sum + one.percent, 0);

describe("bar", () => {
  it("is as long as the limit and shows what is free", () => {
    expect(length(gauge(["3000", "3000"]))).toBeCloseTo(50, 9);
    expect(gaugeGeometry(gauge(["3000"])).thresholdPercent).toBe(90);
  });
  it("never grows past the limit", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 10 ** 9 }), { maxLength: 8 }), fc.nat({ max: 10 ** 6 }), (values, limit) => {
        const data = gauge(values.map(String), { limit: String(limit) });
        expect(length(data)).toBeLessThanOrEqual(100 + 1e-9);
      }),
    );
  });
  it("puts the largest cloud first", () => {
    expect(gaugeGeometry(gauge(["411", "6180", "1490"])).segments.map((one) => one.value)).toEqual([
      "6180",
      "1490",
      "411",
    ]);
  });
  it("draws nothing for a limit and a use of 0", () => {
    expect(length(gauge(["0"], { limit: "0" }))).toBe(0);
  });
});

describe("crest", () => {
  it("is dry below the limit and at the limit exactly, where the bar is full", () => {
    expect(gaugeGeometry(gauge(["11999"])).sheet).toBeNull();
    const atLimit = gaugeGeometry(gauge(["8000", "4000"], { excess: "0" }));
    expect(atLimit.sheet).toBeNull();
    expect(atLimit.usedPercent).toBe(100);
    expect(length(gauge(["8000", "4000"]))).toBeCloseTo(100, 9);
  });
  it("is violet only for what is carried", () => {
    expect(gaugeGeometry(gauge(["11986"], { overflow: machine })).sheet).toEqual({ carried: 1, excess: 0 });
  });
  it("is red for what is not carried, with the tank empty or absent", () => {
    expect(gaugeGeometry(gauge(["12214"], { excess: "214" })).sheet).toEqual({ carried: 0, excess: 1 });
    expect(gaugeGeometry(gauge(["12214"], { excess: "214" })).tank).toBeNull();
    const starting = gaugeGeometry(gauge(["12214"], { excess: "214", overflow: { ...machine, carried: "0" } }));
    expect(starting.sheet).toEqual({ carried: 0, excess: 1 });
    expect(starting.tank?.fillPercent).toBe(0);
  });
  it("has both sheets when a part is carried, each thick enough to see", () => {
    const sheet = gaugeGeometry(gauge(["12001"], { excess: "1", overflow: { ...machine, carried: "1000" } })).sheet;
    expect(sheet?.carried).toBeCloseTo(0.7);
    expect(sheet?.excess).toBeCloseTo(0.3);
  });
  it("has nothing to fall over without a limit", () => {
    expect(gaugeGeometry(gauge(["5"], { limit: null, excess: "5" })).sheet).toBeNull();
  });
});

describe("tank", () => {
  it("is filled to carried of capacity", () => {
    const tank = gaugeGeometry(gauge(["11986"], { overflow: machine })).tank;
    expect(tank?.fillPercent).toBeCloseTo(61.33, 1);
    expect(tank?.free).toBe("396");
  });
  it("never overfills", () => {
    const tank = gaugeGeometry(gauge(["1"], { overflow: { ...machine, carried: "2000" } })).tank;
    expect(tank).toEqual({ fillPercent: 100, free: "0" });
  });
});

describe("sum", () => {
  it("adds what is placed on the overflow machine, but not what is only ascribed to it", () => {
    expect(gaugeGeometry(gauge(["11986"], { overflow: machine })).total).toBe("12614");
    expect(gaugeGeometry(gauge(["63"], { limit: "60", overflow: { ...machine, carried: "3" } })).total).toBe("63");
    expect(gaugeGeometry(gauge(["14"], { limit: "8", excess: "6" })).total).toBe("14");
    expect(
      gaugeGeometry(gauge(["10"], { limit: "8", excess: "2", overflow: { ...machine, carried: "4" } })).total,
    ).toBe("14");
  });
});

describe("ticks", () => {
  const labels = (limit: string, most: number) =>
    gaugeTicks(limit, most).flatMap((tick) => (tick.weight === "major" ? [tick.value] : []));
  it("stand at round numbers", () => {
    expect(labels("12000", 7)).toEqual(["0", "2000", "4000", "6000", "8000", "10000"]);
    expect(labels("12000", 4)).toEqual(["0", "3000", "6000", "9000"]);
    expect(labels("3", 7)).toEqual(["0", "0.5", "1", "1.5", "2", "2.5"]);
    expect(labels("0", 7)).toEqual([]);
  });
  it("stay few for any limit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 12 }), (limit) => {
        expect(labels(String(limit), 7).length).toBeLessThanOrEqual(8);
        expect(gaugeTicks(String(limit), 7).length).toBeLessThanOrEqual(71);
      }),
    );
  });
});

describe("in words", () => {
  it("names every cloud, limit, threshold, carried and cost", () => {
    expect(gaugeText(gauge(["6180", "3905"], { overflow: machine, cost: "€28.26" }))).toBe(
      "Storage: Cloud 0 6,180 GiB, Cloud 1 3,905 GiB. Limit 12,000 GiB, threshold 90 %. " +
        "Overflow 628 GiB carried of 1,024 GiB by ovf-2031-1 in OpenStack fra-2. Cost €28.26.",
    );
    expect(gaugeText(gauge([], { limit: null }))).toBe("Storage: no use. No limit is set.");
  });
});

describe("sheet", () => {
  it("is the drawing's own path at full thickness", () => {
    expect(sheetPath("L", 1)).toBe(
      "M-97.92 50C-65.28 50 -59.16 39 -34.68 39H4C40.8 39 30.6 134 96 137V148C28.56 147 30.6 50 4 50Z",
    );
    expect(sheetPath("M", 1)).toBe("M-24 5C-15 5 -14 -1 -7 -1H1.5C13 -1 10 32 26 32V38C9 38 10 5 1.5 5Z");
  });
});
