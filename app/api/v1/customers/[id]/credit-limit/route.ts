import { companyProfile } from "@/server/configuration/queries";
import { setCreditLimit } from "@/server/configuration/set-credit-limit";
import { methods } from "@/server/http/methods";
import { serve } from "../../../serve";
import { setCreditLimit as set, shownCustomer } from "../../contract";

export const dynamic = "force-dynamic";

const put = serve(set, (program, { params, body }) =>
  program.on(params.id, async (ctx, customerId) => {
    await setCreditLimit(ctx, { ...body, customerId });
    return shownCustomer(await companyProfile(ctx, customerId));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ PUT: put });
