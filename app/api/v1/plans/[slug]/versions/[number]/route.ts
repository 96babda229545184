import { dropDraft, saveDraft } from "@/server/catalogue/change-plan";
import { methods } from "@/server/http/methods";
import { serve } from "../../../../serve";
import { dropPlanVersion, getPlanVersion, savePlanVersion, shownVersion } from "../../../contract";
import { versionNumbered } from "../../../version-named";

export const dynamic = "force-dynamic";

const get = serve(getPlanVersion, (program, { params }) =>
  program.see(undefined, async (ctx, customerId) =>
    shownVersion(await versionNumbered(ctx, params), customerId === null),
  ),
);

const put = serve(savePlanVersion, (program, { params, body }) =>
  program.see(undefined, async (ctx) => {
    const { id } = await versionNumbered(ctx, params);
    await saveDraft(ctx, { ...body, id });
    return shownVersion(await versionNumbered(ctx, params), true);
  }),
);

const remove = serve(dropPlanVersion, (program, { params }) =>
  program.see(undefined, async (ctx) => {
    await dropDraft(ctx, (await versionNumbered(ctx, params)).id);
    return null;
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PUT: put, DELETE: remove });
