import { Exact } from "../../quantity";
import { isElsewhere } from "./focus-mapping";
import type { ReadRow, RowFigures } from "./focus-row";

/** What another reading of a whole file comes to. */
export type SecondReading = { rows: string; billedCost: string };

type Side = "file" | "counted" | "listed" | "others";

/**
 * Sums of an import: of the file, of counted rows, of listed rows. They must agree to the last digit. Rows of other
 * customers, or of nobody, stand apart, in no report: the import's customer may not learn their figures.
 */
export class ImportTotals {
  private readonly sums = new Map<string, Exact>();
  private readonly meters = new Map<string, Exact>();
  private second = { rows: new Exact(0), billedCost: new Exact(0) };

  /** @param rows how many rows have these figures together */
  add(side: Side, { billedCost, unit, quantity }: RowFigures, rows = "1"): void {
    this.raise(`${side} rows`, rows);
    this.raise(`${side} billedCost`, billedCost);
    if (unit !== "" || quantity !== "0") this.raise(`${side} quantity.${unit || "(no unit)"}`, quantity);
  }

  /** Rows of the file as they are dealt with; those of another customer, or of nobody, among the others. */
  addRows(rows: readonly ReadRow[]): void {
    for (const row of rows) this.add("reason" in row && isElsewhere(row.reason) ? "others" : "file", row.figures);
  }

  /** What was counted of a meter, in the meter's unit. */
  addMeter(meter: string, quantity: string): void {
    this.meters.set(meter, (this.meters.get(meter) ?? new Exact(0)).plus(quantity));
  }

  /** Takes over what an import had counted and listed, as its receipt reports it, before it was cut off. */
  restore(report: Record<string, string>): void {
    for (const [name, value] of Object.entries(report)) {
      if (name.startsWith("meter.")) this.addMeter(name.slice("meter.".length), value);
      for (const side of ["counted", "listed"] as const) {
        const of = report[`${name}.${side}`];
        if (of !== undefined) this.raise(`${side} ${name}`, of);
      }
    }
  }

  /** What another reading of the file comes to that has just been read. */
  addSecond(second: SecondReading): void {
    const rows = this.second.rows.plus(second.rows);
    this.second = { rows, billedCost: this.second.billedCost.plus(second.billedCost) };
  }

  /**
   * Checks that counted + listed = file for rows, cost and each unit, and that the figures of all files so far are
   * those of their second readings.
   * @throws Error naming the figure that differs: then rows were lost, and the import must not be trusted
   */
  reconcile(): void {
    for (const [name, value] of this.sums) {
      const [side, figure] = split(name);
      if (side === "others") continue;
      const file = this.sum("file", figure);
      const both = this.sum("counted", figure).plus(this.sum("listed", figure));
      if (!both.eq(file) || (side === "file" && !value.eq(file)))
        throw new Error(`The import does not reconcile: ${figure} is ${file} in the file, ${both} counted and listed.`);
    }
    const { rows, billedCost } = this.second;
    const whole = (figure: string) => this.sum("file", figure).plus(this.sum("others", figure));
    if (!whole("rows").eq(rows))
      throw new Error(`The import does not reconcile: ${whole("rows")} rows read, ${rows} in the file.`);
    // The second reading rounds each cost to 18 decimals.
    const difference = whole("billedCost").minus(billedCost).abs();
    if (difference.gt(new Exact("1e-18").times(rows)))
      throw new Error("The import does not reconcile: the billed cost differs between two readings of the file.");
  }

  /** Flat, for the receipt: billedCost, quantity.<unit>, each also .counted and .listed; meter.<slug>. */
  report(): Record<string, string> {
    const report: Record<string, string> = {};
    for (const name of [...this.sums.keys()].filter((key) => key.startsWith("file ")).sort()) {
      const [, figure] = split(name);
      report[figure] = this.sum("file", figure).toFixed();
      report[`${figure}.counted`] = this.sum("counted", figure).toFixed();
      report[`${figure}.listed`] = this.sum("listed", figure).toFixed();
    }
    for (const [meter, sum] of Object.entries(this.meterSums())) report[`meter.${meter}`] = sum;
    return report;
  }

  /** What was counted of each meter, in the meter's unit. */
  meterSums(): Record<string, string> {
    return Object.fromEntries([...this.meters].map(([meter, sum]) => [meter, sum.toFixed()]));
  }

  private raise(name: string, by: string): void {
    this.sums.set(name, (this.sums.get(name) ?? new Exact(0)).plus(by));
  }

  private sum(side: Side, figure: string): Exact {
    return this.sums.get(`${side} ${figure}`) ?? new Exact(0);
  }
}

function split(name: string): [string, string] {
  const space = name.indexOf(" ");
  return [name.slice(0, space), name.slice(space + 1)];
}
