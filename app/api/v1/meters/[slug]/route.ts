import { methods } from "@/server/http/methods";
import { meterBySlug } from "@/server/usage/questions/scope";
import { changeMeter as change } from "@/server/workflow/change-meter";
import { changeMeter, getMeter, shownMeter } from "../../catalogue/contract";
import { serve } from "../../serve";

export const dynamic = "force-dynamic";

const get = serve(getMeter, (program, { params }) =>
  program.see(undefined, async (ctx) => shownMeter(await meterBySlug(ctx, params.slug))),
);

const patch = serve(changeMeter, (program, { params, body }) =>
  program.see(undefined, async (ctx) => {
    await change(ctx, { ...body, slug: params.slug });
    return shownMeter(await meterBySlug(ctx, params.slug));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PATCH: patch });
