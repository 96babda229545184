import type { z } from "zod";
import type { ImportRow } from "@/server/usage/imports/usage-imports";
import type { UsageAuthority } from "@/server/usage/questions/queries";
import type { Slugs } from "../names";
import type { getAuthority, getImport } from "./contract";

/** A decision on whose figures count as programs see it. */
export const shownAuthority = (row: UsageAuthority, slugs: Slugs): z.infer<typeof getAuthority.gives> => ({
  id: row.id,
  customerId: row.customerId,
  cloud: slugs.cloud(row.cloudId) ?? row.cloudId,
  meter: row.meter,
  sourceKind: row.sourceKind,
  validFrom: row.validFrom.toISOString(),
  setBy: row.setBy,
});

/** An imported file as programs see it. */
export const shownImport = (row: ImportRow, slugs: Slugs): z.infer<typeof getImport.gives> => ({
  id: row.id,
  customerId: row.customerId,
  cloud: slugs.cloud(row.cloudId) ?? row.cloudId,
  fileName: row.fileName,
  fileSha256: row.fileSha256,
  state: row.state,
  rows: row.rows,
  counted: row.counted,
  listed: row.listed,
  duplicates: row.duplicates,
  reasons: row.reasons,
  totals: row.totals,
  importedBy: row.importedBy,
  importedAt: row.importedAt.toISOString(),
});
