import { renameCustomer } from "@/server/configuration/change-customer";
import { companyProfile } from "@/server/configuration/queries";
import { methods } from "@/server/http/methods";
import { serve } from "../../serve";
import { getCustomer, renameCustomer as rename, shownCustomer } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getCustomer, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => shownCustomer(await companyProfile(ctx, customerId))),
);

const patch = serve(rename, (program, { params, body }) =>
  program.on(params.id, async (ctx, customerId) => {
    await renameCustomer(ctx, { ...body, customerId });
    return shownCustomer(await companyProfile(ctx, customerId));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PATCH: patch });
