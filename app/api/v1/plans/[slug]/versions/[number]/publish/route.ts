import { publishVersion } from "@/server/catalogue/change-plan";
import { methods } from "@/server/http/methods";
import { serve } from "../../../../../serve";
import { publishPlanVersion, shownVersion } from "../../../../contract";
import { versionNumbered } from "../../../../version-named";

export const dynamic = "force-dynamic";

const post = serve(publishPlanVersion, (program, { params }) =>
  program.see(undefined, async (ctx) => {
    await publishVersion(ctx, (await versionNumbered(ctx, params)).id);
    return shownVersion(await versionNumbered(ctx, params), true);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
