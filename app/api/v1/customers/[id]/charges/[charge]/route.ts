import { methods } from "@/server/http/methods";
import { chargeById } from "@/server/money/list-charges";
import { getCharge, shownCharge } from "../../../../charges/contract";
import { serve } from "../../../../serve";

export const dynamic = "force-dynamic";

const get = serve(getCharge, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) =>
    shownCharge(await chargeById(ctx, { customerId, id: params.charge })),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
