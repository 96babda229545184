import { and, eq } from "drizzle-orm";
import { usageImportRecords, usageImports } from "@/db/schema";
import type { Context } from "../../context";
import { DomainError, notFound } from "../../errors";
import type { SourceKind } from "../states";
import type { Withdrawal } from "../store/changed-use";
import type { RecordName } from "../store/stored-records";
import { recordsPerCorrection } from "./make-correction";

/** Which records a correction is about: some by name, all that an import counted, or those of a question. */
export type CorrectedRecords =
  | { records: readonly RecordName[] }
  | { importId: string }
  | {
      meter: string;
      from: Date;
      to: Date;
      cloudId?: string | undefined;
      machineId?: string | undefined;
      sourceKind?: SourceKind | undefined;
    };

/** The records in the store's terms, and what was asked, to be stored with the correction. @throws not_found */
export async function recordsMeant(
  ctx: Context,
  customerId: string,
  which: CorrectedRecords,
): Promise<{ asked: Record<string, string>; records: Withdrawal["which"] }> {
  if ("records" in which) {
    const digests = which.records.map(({ digest }) => digest).sort();
    return { asked: { records: digests.join(" ").slice(0, 4_000) }, records: { records: which.records } };
  }
  if ("importId" in which)
    return { asked: { import: which.importId }, records: await ofImport(ctx, customerId, which.importId) };
  const { meter, from, to, cloudId, machineId, sourceKind } = which;
  return {
    asked: {
      ...{ meter, from: from.toISOString(), to: to.toISOString() },
      ...(cloudId && { cloud: cloudId }),
      ...(machineId && { machine: machineId }),
      ...(sourceKind && { sourceKind }),
    },
    records: {
      ...{ meter, from, to, cloudId },
      ...(machineId === undefined ? {} : { machineIds: [machineId] }),
      ...(sourceKind && { sourceKind }),
    },
  };
}

async function ofImport(ctx: Context, customerId: string, importId: string): Promise<Withdrawal["which"]> {
  const [known] = await ctx.tx
    .select({ id: usageImports.id })
    .from(usageImports)
    .where(and(eq(usageImports.customerId, customerId), eq(usageImports.id, importId)));
  if (!known) throw notFound("import", importId);
  const records = await ctx.tx
    .select({ digest: usageImportRecords.digest, endedAt: usageImportRecords.endedAt })
    .from(usageImportRecords)
    .where(and(eq(usageImportRecords.customerId, customerId), eq(usageImportRecords.importId, importId)))
    .limit(recordsPerCorrection + 1);
  if (records.length > recordsPerCorrection)
    throw new DomainError(
      "too_large",
      `That import counted more than ${recordsPerCorrection.toLocaleString("en")} records, the most that one correction takes. Correct them in parts, by meter and time.`,
    );
  if (records.length === 0)
    throw new DomainError(
      "conflict",
      "That import counted nothing, or a version before 0.3 made it: void its use by meter and time.",
    );
  return { records };
}
