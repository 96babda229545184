import { addMeter } from "@/server/catalogue/add-meter";
import { listMeters } from "@/server/catalogue/queries";
import { methods } from "@/server/http/methods";
import { meterBySlug } from "@/server/usage/questions/scope";
import { addMeter as add, listMeters as list, shownMeter } from "../catalogue/contract";
import { serve } from "../serve";

export const dynamic = "force-dynamic";

const get = serve(list, (program) =>
  program.see(undefined, async (ctx) => ({ meters: (await listMeters(ctx)).map(shownMeter) })),
);

const post = serve(add, (program, { body }) =>
  program.see(undefined, async (ctx) => {
    await addMeter(ctx, body);
    return shownMeter(await meterBySlug(ctx, body.slug));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
