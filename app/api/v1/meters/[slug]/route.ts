import { changeMeter as change } from "@/server/catalogue/change-meter";
import { listMeters } from "@/server/catalogue/queries";
import type { Context } from "@/server/context";
import { notFound } from "@/server/errors";
import { methods } from "@/server/http/methods";
import { changeMeter, getMeter, shownMeter } from "../../catalogue/contract";
import { serve } from "../../serve";

export const dynamic = "force-dynamic";

async function meterNamed(ctx: Context, slug: string) {
  const found = (await listMeters(ctx)).find((meter) => meter.slug === slug);
  if (!found) throw notFound("meter", slug);
  return shownMeter(found);
}

const get = serve(getMeter, (program, { params }) => program.see(undefined, (ctx) => meterNamed(ctx, params.slug)));

const patch = serve(changeMeter, (program, { params, body }) =>
  program.see(undefined, async (ctx) => {
    await change(ctx, { ...body, slug: params.slug });
    return meterNamed(ctx, params.slug);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PATCH: patch });
