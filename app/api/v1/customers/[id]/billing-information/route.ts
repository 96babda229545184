import { companyProfile } from "@/server/configuration/queries";
import { setBillingInformation } from "@/server/configuration/set-billing-information";
import { methods } from "@/server/http/methods";
import { serve } from "../../../serve";
import { setBillingInformation as set, shownCustomer } from "../../contract";

export const dynamic = "force-dynamic";

const put = serve(set, (program, { params, body }) =>
  program.on(params.id, async (ctx, customerId) => {
    await setBillingInformation(ctx, { ...body, customerId });
    return shownCustomer(await companyProfile(ctx, customerId));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ PUT: put });
