import { methods } from "@/server/http/methods";
import { ownFailingStandings } from "@/server/reads/failing-standings";
import { standingOn } from "@/server/reads/standings";
import { getStanding, shownFailing, shownStanding } from "../../../../limits/contract";
import { serve } from "../../../../serve";

export const dynamic = "force-dynamic";

const get = serve(getStanding, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => {
    const standing = await standingOn(ctx, customerId, params.limit);
    const failing = await ownFailingStandings(ctx, customerId, params.limit);
    return { ...shownStanding(standing), failing: failing.map(shownFailing) };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
