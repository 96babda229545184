import { z } from "zod";
import { listMeters } from "../../catalogue/queries";
import { reasonInput } from "../../licensing/input";
import { namedRecords } from "../../reads/usage-records";
import { assignWaiting } from "../../usage/corrections/assign-usage";
import { decideSetAside, listSetAside } from "../../usage/corrections/decide-set-aside";
import { assignInput, authorityInput, setAsideInput, setAsideQuery } from "../../usage/corrections/input";
import { setAuthority } from "../../usage/corrections/set-authority";
import { listUnassigned } from "../../usage/corrections/unassigned-usage";
import { focusPage } from "../../usage/exports/focus-lines";
import { focusInput } from "../../usage/exports/input";
import { importQuery, importRowQuery } from "../../usage/imports/input";
import { listImportRows, listImports } from "../../usage/imports/usage-imports";
import {
  authorityHistory,
  comparedSources,
  currentAuthorities,
  listAuthorities,
} from "../../usage/questions/authorities";
import { chartSeries } from "../../usage/questions/chart-series";
import { meterHistories, usageOutline } from "../../usage/questions/extent";
import { fatesOf } from "../../usage/questions/fates";
import {
  authorityQuery,
  comparisonInput,
  fatesInput,
  nowInput,
  outlineInput,
  recordQuery,
  seriesInput,
} from "../../usage/questions/input";
import { listUsageRecords } from "../../usage/questions/list-usage-records";
import { listBatches } from "../../usage/questions/queries";
import { usageByCloudNow } from "../../usage/questions/series";
import { correctOrPreview } from "../../workflow/correct-or-preview";
import { customerProcedure, router, staffProcedure } from "../init";

const id = z.string().min(1).max(100);
/** Whose, for staff: one customer's, or without it everybody's. */
const whose = z.object({ customerId: id.optional() });
const recordsInput = recordQuery.omit({ customer: true });

/** Use over time, records with their fates, imports; for a customer, and across customers for staff. */
export const usageRouter = router({
  meters: customerProcedure("usage.read").query(({ ctx }) => ctx.run(listMeters)),
  histories: customerProcedure("usage.read").query(({ ctx }) =>
    ctx.run((inner) => meterHistories(inner, { customerId: ctx.customerId })),
  ),
  outline: customerProcedure("usage.read")
    .input(outlineInput)
    .query(({ ctx, input }) => ctx.run((inner) => usageOutline(inner, { ...input, customerId: ctx.customerId }))),
  series: customerProcedure("usage.read")
    .input(seriesInput)
    .query(({ ctx, input }) => ctx.run((inner) => chartSeries(inner, ctx.customerId, input))),
  now: customerProcedure("usage.read")
    .input(nowInput)
    .query(({ ctx, input }) => ctx.run((inner) => usageByCloudNow(inner, { ...input, customerId: ctx.customerId }))),
  fates: customerProcedure("usage.read")
    .input(fatesInput)
    .query(({ ctx, input }) => ctx.run((inner) => fatesOf(inner, { ...input, customerId: ctx.customerId }))),
  records: customerProcedure("usage.read")
    .input(recordsInput)
    .query(({ ctx, input }) =>
      ctx.run((inner) => listUsageRecords(inner, { customerId: ctx.customerId, cloudId: input.cloud, filter: input })),
    ),
  imports: customerProcedure("usage.read")
    .input(importQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listImports(inner, { ...input, customerId: ctx.customerId }))),
  importRows: customerProcedure("usage.read")
    .input(importRowQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listImportRows(inner, input))),
  /** A page of what a FOCUS export holds. */
  focus: customerProcedure("usage.read")
    .input(focusInput)
    .query(({ ctx, input }) => ctx.run((inner) => focusPage(inner, { ...input, customerId: ctx.customerId }))),
  authorities: customerProcedure("usage.read").query(({ ctx }) =>
    ctx.run((inner) => listAuthorities(inner, { customerId: ctx.customerId })),
  ),

  providerSeries: staffProcedure("usage.read")
    .input(seriesInput.extend(whose.shape))
    .query(({ ctx, input: { customerId, ...input } }) => ctx.run((inner) => chartSeries(inner, customerId, input))),
  providerOutline: staffProcedure("usage.read")
    .input(outlineInput.extend(whose.shape))
    .query(({ ctx, input }) => ctx.run((inner) => usageOutline(inner, input))),
  providerHistories: staffProcedure("usage.read")
    .input(whose)
    .query(({ ctx, input }) => ctx.run((inner) => meterHistories(inner, input))),
  providerNow: staffProcedure("usage.read")
    .input(nowInput.extend(whose.shape))
    .query(({ ctx, input }) => ctx.run((inner) => usageByCloudNow(inner, input))),
  providerFates: staffProcedure("usage.read")
    .input(fatesInput.extend(whose.shape))
    .query(({ ctx, input }) => ctx.run((inner) => fatesOf(inner, input))),
  providerRecords: staffProcedure("usage.read")
    .input(recordsInput.extend(whose.shape))
    .query(({ ctx, input }) =>
      ctx.run((inner) => namedRecords(inner, { customerId: input.customerId, cloudId: input.cloud, filter: input })),
    ),
  providerImports: staffProcedure("usage.read")
    .input(importQuery.extend(whose.shape))
    .query(({ ctx, input }) => ctx.run((inner) => listImports(inner, input))),
  providerImportRows: staffProcedure("usage.read")
    .input(importRowQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listImportRows(inner, input))),
  providerFocus: staffProcedure("usage.read")
    .input(focusInput.extend(whose.shape))
    .query(({ ctx, input }) => ctx.run((inner) => focusPage(inner, input))),
  batches: staffProcedure("usage.read")
    .input(importQuery.extend(whose.shape))
    .query(({ ctx, input }) => ctx.run((inner) => listBatches(inner, input))),
  unassigned: staffProcedure("unassigned_usage.read").query(({ ctx }) => ctx.run((inner) => listUnassigned(inner))),
  /** Whose figures count now: one customer's use, or everybody's. */
  currentAuthorities: staffProcedure("usage.read")
    .input(authorityQuery)
    .query(({ ctx, input }) => ctx.run((inner) => currentAuthorities(inner, input))),
  authorityHistory: staffProcedure("usage.read")
    .input(z.object({ id }))
    .query(({ ctx, input }) => ctx.run((inner) => authorityHistory(inner, input.id))),
  comparedSources: staffProcedure("usage.read")
    .input(comparisonInput)
    .query(({ ctx, input }) => ctx.run((inner) => comparedSources(inner, input))),
  /** Records that are set aside: one customer's, or everybody's. */
  setAside: staffProcedure("usage.read")
    .input(setAsideQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listSetAside(inner, input))),

  release: staffProcedure("usage.change")
    .input(setAsideInput.extend({ reason: reasonInput }))
    .mutation(({ ctx, input }) => ctx.run((inner) => decideSetAside(inner, { ...input, decision: "released" }))),
  reject: staffProcedure("usage.change")
    .input(setAsideInput.extend({ reason: reasonInput }))
    .mutation(({ ctx, input }) => ctx.run((inner) => decideSetAside(inner, { ...input, decision: "rejected" }))),
  assign: staffProcedure("usage.change")
    .input(assignInput)
    .mutation(({ ctx, input }) => assignWaiting(ctx.request, input)),
  setAuthority: staffProcedure("usage.change")
    .input(authorityInput)
    .mutation(({ ctx, input: { preview, ...decision } }) =>
      ctx.run((inner) =>
        correctOrPreview(inner, { customerId: decision.customerId, preview }, (tried) => setAuthority(tried, decision)),
      ),
    ),
});
