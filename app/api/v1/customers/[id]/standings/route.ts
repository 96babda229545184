import { methods } from "@/server/http/methods";
import { ownFailingStandings } from "@/server/reads/failing-standings";
import { standingsOf } from "@/server/reads/standings";
import { listStandings, shownFailing, shownStanding } from "../../../limits/contract";
import { serve } from "../../../serve";

export const dynamic = "force-dynamic";

const get = serve(listStandings, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => ({
    standings: (await standingsOf(ctx, customerId)).map(shownStanding),
    failing: (await ownFailingStandings(ctx, customerId)).map(shownFailing),
  })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
