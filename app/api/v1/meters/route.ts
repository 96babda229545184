import { listMeters } from "@/server/catalogue/queries";
import { methods } from "@/server/http/methods";
import { listMeters as list, shownMeter } from "../catalogue/contract";
import { serve } from "../serve";

export const dynamic = "force-dynamic";

const get = serve(list, (program) =>
  program.see(undefined, async (ctx) => ({ meters: (await listMeters(ctx)).map(shownMeter) })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
