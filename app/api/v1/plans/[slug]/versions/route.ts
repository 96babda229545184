import { draftVersion } from "@/server/catalogue/change-plan";
import { versionById, versionsOfPlan } from "@/server/catalogue/plan-versions";
import { planBySlug } from "@/server/catalogue/queries";
import { methods } from "@/server/http/methods";
import { serve } from "../../../serve";
import { draftPlanVersion, listPlanVersions, shownVersion } from "../../contract";
import { versionNumbered } from "../../version-named";

export const dynamic = "force-dynamic";

const get = serve(listPlanVersions, (program, { params }) =>
  program.see(undefined, async (ctx, customerId) => {
    const { id } = await planBySlug(ctx, params.slug);
    const versions = await versionsOfPlan(ctx, id);
    return { versions: versions.map((one) => shownVersion(one, customerId === null)) };
  }),
);

const post = serve(draftPlanVersion, (program, { params, body: { copy, customerId } }) =>
  program.see(undefined, async (ctx) => {
    const from = copy === undefined ? undefined : (await versionNumbered(ctx, { ...params, number: copy })).id;
    const { id } = await draftVersion(ctx, { plan: params.slug, copy: from, customerId });
    return shownVersion(await versionById(ctx, id), true);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
