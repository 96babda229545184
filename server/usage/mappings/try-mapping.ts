import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cloudByName } from "../../clouds/queries";
import { customerByIdOrIdentifier } from "../../configuration/queries";
import { inProvider, type Request } from "../../context";
import { DomainError } from "../../errors";
import { ImportTotals } from "../imports/import-totals";
import { readExport } from "../imports/read-export";
import type { MappingTrialInput } from "./input";
import { mappingBy } from "./row-mapping";
import { checkRules } from "./set-mapping";

/** What a row of a sample would be: so much of a meter, of a machine; or why it would be listed. */
type TriedRow = {
  number: number;
  reason: string | null;
  meter: string | null;
  quantity: string | null;
  machine: string | null;
  /** What its quantity and unit are in the file. */
  stated: { quantity: string; unit: string };
};
export type MappingTrial = {
  /** Of the sample's head. */
  columns: string[];
  rows: TriedRow[];
  /** Rows of the sample, and how many of them report use. */
  read: number;
  use: number;
  reasons: Record<string, number>;
  /** What they come to, by meter, in the meter's unit. */
  meters: Record<string, string>;
};

/** So many rows are shown one by one. */
const shown = 50;

/**
 * Tries rules, stored or not, on rows of a file, as an import would read them. Whether use was imported before, or
 * another source counts, is known to a dry run of the whole file alone. Nothing is stored.
 * @throws invalid_input for rules that are refused, or what is no cost-and-usage file; not_found
 */
export async function tryMapping(
  request: Request,
  { cloud: name, customer, sample, ...rules }: MappingTrialInput,
): Promise<MappingTrial> {
  if (rules.columns.customer !== null && customer === undefined)
    throw new DomainError("invalid_input", "Choose the customer whose import it would be.", { field: "customer" });
  const { cloud, mapping } = await inProvider(request, async (ctx) => {
    const checked = await checkRules(ctx, rules);
    const cloud = await cloudByName(ctx, name);
    const customerId = customer === undefined ? "" : (await customerByIdOrIdentifier(ctx, customer)).id;
    return { cloud, mapping: await mappingBy(ctx, { customerId, cloud }, { version: 0, rules: checked }) };
  });
  const folder = await mkdtemp(path.join(tmpdir(), "spillway-trial-"));
  try {
    const file = path.join(folder, "sample.csv");
    await writeFile(file, sample);
    const reader = {
      ...{ cloudId: cloud.id, mapping },
      inTransaction: <T>(work: Parameters<typeof inProvider<T>>[1]) => inProvider(request, work),
    };
    const trial: MappingTrial = { columns: [], rows: [], read: 0, use: 0, reasons: {}, meters: {} };
    const totals = new ImportTotals();
    const list = (row: TriedRow) => {
      trial.read += 1;
      if (row.reason === null) trial.use += 1;
      else trial.reasons[row.reason] = (trial.reasons[row.reason] ?? 0) + 1;
      if (trial.rows.length < shown) trial.rows.push(row);
    };
    const none = { meter: null, quantity: null, machine: null };
    for await (const part of readExport([{ path: file, name: "sample" }], reader)) {
      if ("rejects" in part)
        for (const { number, reason } of part.rejects)
          list({ number, reason, ...none, stated: { quantity: "", unit: "" } });
      if (!("columns" in part)) continue;
      trial.columns = [...part.columns];
      for (const { number, read } of part.rows) {
        const stated = { quantity: read.figures.quantity, unit: read.figures.unit };
        if ("reason" in read) {
          list({ number, reason: read.reason, ...none, stated });
          continue;
        }
        const { meter, quantity, subject: machine } = read;
        totals.addMeter(meter, quantity);
        list({ number, reason: null, meter, quantity, machine, stated });
      }
    }
    trial.meters = totals.meterSums();
    return trial;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
