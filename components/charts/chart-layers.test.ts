import { describe, expect, it } from "vitest";
import { drawnPoints, valueScale, withEdges } from "./chart-layers";
import type { ChartPoint } from "./chart-types";
import { timeTicks } from "./time-ticks";

const series = [
  { key: "a", label: "A", colorIndex: 1 },
  { key: "b", label: "B", colorIndex: 2 },
];
const point = (a: string, b: string, more: Partial<ChartPoint> = {}): ChartPoint => ({
  at: "2026-11-01T00:00:00Z",
  values: { a, b },
  ...more,
});

describe("layers", () => {
  it("stack from 0 and are cut off at the limit", () => {
    const [below, above] = drawnPoints([point("3", "4"), point("6", "5", { excess: "3" })], series, "8");
    expect(below?.layers).toEqual({ a: [0, 3], b: [3, 7] });
    expect(below?.total).toBe(7);
    expect(above?.layers).toEqual({ a: [0, 6], b: [6, 8] });
    expect(above?.excess).toEqual([8, 11]);
  });
  it("put what is carried on the covered part, then what is not", () => {
    const [one] = drawnPoints([point("8", "2", { carried: "4", excess: "2" })], series, "8");
    expect(one?.carried).toEqual([8, 12]);
    expect(one?.excess).toEqual([12, 14]);
    expect(one?.total).toBe(14);
  });
  it("go on without a limit", () => {
    expect(drawnPoints([point("6", "5")], series, null)[0]?.layers.b).toEqual([6, 11]);
  });
  it("know that the future has no sum", () => {
    expect(drawnPoints([{ at: "2026-11-30T00:00:00Z", values: {}, previous: "5" }], series, "8")[0]).toMatchObject({
      total: null,
      previous: 5,
    });
  });
  it("start and end what comes and goes with an edge", () => {
    const drawn = drawnPoints([point("1", "1"), point("8", "1", { excess: "1" }), point("1", "1")], series, "8");
    expect(withEdges(drawn, "excess")).toEqual([
      [2, 2],
      [8, 9],
      [2, 2],
    ]);
    expect(withEdges(drawn, "carried")).toEqual([null, null, null]);
    const taken = drawnPoints([point("8", "1", { excess: "1" }), point("8", "0", { carried: "2" })], series, "8");
    expect(withEdges(taken, "excess")).toEqual([
      [8, 9],
      [10, 10],
    ]);
    expect(withEdges(taken, "carried")).toEqual([
      [8, 8],
      [8, 10],
    ]);
  });
});

describe("scale of values", () => {
  it("starts at 0 and ends at a round number above limit and use", () => {
    expect(valueScale(drawnPoints([point("9012", "12978")], series, null), "20000")).toEqual({
      top: 24000,
      ticks: [0, 4000, 8000, 12000, 16000, 20000, 24000],
    });
    expect(valueScale([], null)).toEqual({ top: 1, ticks: [0, 1] });
    expect(valueScale(drawnPoints([point("1", "2")], series, null), "3").ticks).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("scale of time", () => {
  const texts = (from: string, to: string, zone = "UTC", most = 11) =>
    timeTicks(Date.parse(from), Date.parse(to), zone, most).map((tick) => tick.text);
  it("writes days of a month", () => {
    expect(texts("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z").slice(0, 3)).toEqual(["1 Nov", "4 Nov", "7 Nov"]);
  });
  it("writes hours of a day and quarters of an hour", () => {
    expect(texts("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z").slice(0, 2)).toEqual(["00:00", "03:00"]);
    expect(texts("2026-11-01T00:00:00Z", "2026-11-01T01:00:00Z")).toEqual([
      "00:00",
      "00:15",
      "00:30",
      "00:45",
      "01:00",
    ]);
  });
  it("stays on the day when the clocks change", () => {
    expect(texts("2026-10-23T22:00:00Z", "2026-10-29T23:00:00Z", "Europe/Berlin")).toEqual([
      "24 Oct",
      "25 Oct",
      "26 Oct",
      "27 Oct",
      "28 Oct",
      "29 Oct",
    ]);
  });
  it("writes months of a year", () => {
    expect(texts("2025-12-01T00:00:00Z", "2026-12-01T00:00:00Z", "UTC", 12)).toEqual([
      "Dec 2025",
      "Jan 2026",
      "Feb",
      "Mar",
      "Apr",
      "May",
      "Jun",
      "Jul",
      "Aug",
      "Sep",
      "Oct",
      "Nov",
    ]);
  });
});
