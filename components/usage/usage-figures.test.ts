import { describe, expect, test } from "vitest";
import { linesOf, pointsOf, seriesOf, totalOf } from "./usage-figures";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, hour));
const answered = {
  meter: "units",
  unit: "units",
  groups: ["a", "b"],
  labels: { a: { label: "Cloud A", colorIndex: 3 }, b: { label: "Cloud B", colorIndex: 1 } },
  points: [
    { at: at(9), total: "8", overflow: "0", values: { a: "2", b: "6" } },
    { at: at(10), total: "14", overflow: "4", values: { a: "4", b: "10" }, carried: { b: "4" } },
  ],
  previous: [
    { at: at(9), total: "5", overflow: "0", values: { b: "5" } },
    { at: at(11), total: "7", overflow: "0", values: { b: "7" } },
  ],
  machines: { groups: { a: 1, b: 3 }, overflow: { b: 1 }, all: 4 },
  now: null,
  previousNow: null,
};

describe("figures of a usage chart", () => {
  test("what is above the limit is carried as far as overflow machines reported it", () => {
    const [equal, above, future] = pointsOf(answered, "8");
    expect(equal).toEqual({ at: at(9).toISOString(), values: { a: "2", b: "6" }, previous: "5" });
    expect(above).toMatchObject({ carried: "4", excess: "2" });
    expect(future).toEqual({ at: at(11).toISOString(), values: {}, previous: "7" });
    expect(pointsOf(answered, null)[1]?.carried).toBeUndefined();
  });

  test("a gauge shows its last value, a counter its sum; the largest stands first", () => {
    const series = seriesOf(answered);
    expect(series.map(({ label, colorIndex }) => [label, colorIndex])).toEqual([
      ["Cloud B", 1],
      ["Cloud A", 3],
    ]);
    expect(linesOf(answered, series, { kind: "gauge" })[0]).toMatchObject({ now: "10", peak: "10", previous: "5" });
    expect(linesOf(answered, series, { kind: "counter" })[0]).toMatchObject({ now: "16", previous: "5" });
    expect(totalOf(answered, { kind: "gauge" }, "All")).toMatchObject({
      now: "14",
      peak: "14",
      previous: "5",
      machines: 4,
    });
  });

  test("the use now is the machines' last values, whatever the newest point holds; so is that of the time before", () => {
    const present = (total: string, values: Record<string, string>) => ({
      at: at(10),
      total,
      overflow: "0",
      values,
      carried: {},
    });
    const late = { ...answered, now: present("42402", { a: "42402" }), previousNow: present("40000", { a: "40000" }) };
    expect(totalOf(late, { kind: "gauge" }, "All")).toMatchObject({ now: "42402", previous: "40000", peak: "14" });
    const lines = linesOf(late, seriesOf(late), { kind: "gauge" });
    expect(lines.map(({ now, previous }) => [now, previous])).toEqual([
      ["0", "0"],
      ["42402", "40000"],
    ]);
  });

  test("what overflow machines reported is a line of its own, and no cloud's", () => {
    const lines = linesOf(answered, seriesOf(answered), { kind: "gauge" }, true);
    expect(lines.map(({ name, now, machines }) => [name, now, machines])).toEqual([
      ["Cloud B", "6", 2],
      ["Cloud A", "4", 1],
      ["Overflow", "4", 1],
    ]);
    expect(lines[2]).toMatchObject({ overflow: true, note: "in Cloud B", previous: "0" });
  });

  test("what is not named stands last, however much it is, and is a line of its own", () => {
    const labels = {
      ...{ "": { label: "Without region", colorIndex: null }, eu: { label: "eu", colorIndex: null } },
      "\n": { label: "All others", colorIndex: null },
    };
    const points = [{ at: at(9), total: "9", overflow: "0", values: { "\n": "6", "": "1", eu: "2" } }];
    const by = { ...answered, groups: ["", "\n", "eu"], labels, points };
    expect(linesOf(by, seriesOf(by), { kind: "counter" }).map(({ id, name, now }) => [id, name, now])).toEqual([
      ["eu", "eu", "2"],
      ["none", "Without region", "1"],
      ["others", "All others", "6"],
    ]);
  });
});
