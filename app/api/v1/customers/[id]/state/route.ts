import { changeCustomerState } from "@/server/configuration/change-customer";
import { companyProfile } from "@/server/configuration/queries";
import { methods } from "@/server/http/methods";
import { serve } from "../../../serve";
import { changeCustomerState as change, shownCustomer } from "../../contract";

export const dynamic = "force-dynamic";

const post = serve(change, (program, { params, body }) =>
  program.on(params.id, async (ctx, customerId) => {
    await changeCustomerState(ctx, { ...body, customerId });
    return shownCustomer(await companyProfile(ctx, customerId));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
