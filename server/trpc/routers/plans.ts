import { z } from "zod";
import { addPlan, draftVersion, dropDraft, publishVersion, saveDraft } from "../../catalogue/change-plan";
import { draftInput, newPlanInput, savedDraft, triedPrices, versionInput } from "../../catalogue/plan-input";
import { versionsOfPlan } from "../../catalogue/plan-versions";
import { planBySlug } from "../../catalogue/queries";
import { tryPrices } from "../../catalogue/try-prices";
import { router, staffProcedure } from "../init";

const gib = 1024n ** 3n;

/** What plans charge: versions, their drafts, and what they would bill. */
export const plansRouter = router({
  one: staffProcedure("catalogue.read")
    .input(z.object({ slug: z.string().min(1).max(100) }))
    .query(({ ctx, input }) =>
      ctx.run(async (inner) => {
        const plan = await planBySlug(inner, input.slug);
        return { ...plan, versions: await versionsOfPlan(inner, plan.id) };
      }),
    ),
  add: staffProcedure("billing.change")
    .input(newPlanInput)
    .mutation(({ ctx, input: { allocationMaximum, ...plan } }) =>
      ctx.run((inner) => addPlan(inner, { ...plan, allocationMaximumBytes: BigInt(allocationMaximum) * gib })),
    ),
  draft: staffProcedure("billing.change")
    .input(draftInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => draftVersion(inner, input))),
  save: staffProcedure("billing.change")
    .input(savedDraft)
    .mutation(({ ctx, input }) => ctx.run((inner) => saveDraft(inner, input))),
  drop: staffProcedure("billing.change")
    .input(versionInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => dropDraft(inner, input.id))),
  publish: staffProcedure("billing.change")
    .input(versionInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => publishVersion(inner, input.id))),
  /** What statements would bill; a mutation since a version is too long for an address. */
  calculate: staffProcedure("catalogue.read")
    .input(triedPrices)
    .mutation(({ ctx, input }) => ctx.run(async () => tryPrices(input))),
});
