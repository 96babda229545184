import { methods } from "@/server/http/methods";
import { accountsOf } from "@/server/reads/cloud-accounts";
import { listAccounts } from "../../../licenses/contract";
import { slugs } from "../../../names";
import { timeText } from "../../../parts";
import { serve } from "../../../serve";

export const dynamic = "force-dynamic";

const get = serve(listAccounts, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => {
    const names = await slugs(ctx);
    const accounts = await accountsOf(ctx, customerId);
    return {
      cloudAccounts: accounts.map(({ id, serviceId, planName, state, openedAt, seats, seatsInUse }) => ({
        id,
        service: names.service(serviceId),
        plan: planName,
        state,
        openedAt: timeText(openedAt),
        seats,
        seatsInUse,
      })),
    };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
