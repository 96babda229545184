import { methods } from "@/server/http/methods";
import { customerOfLicense } from "@/server/licensing/customer-of-license";
import { licenseTargets } from "@/server/reads/license-detail";
import { serve } from "../../../serve";
import { listTargets } from "../../contract";

export const dynamic = "force-dynamic";

const get = serve(listTargets, (program, { params, query }) =>
  program.owning(
    (ctx) => customerOfLicense(ctx, params.id),
    (ctx, customerId) => licenseTargets(ctx, { customerId, licenseId: params.id, search: query.search }),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
