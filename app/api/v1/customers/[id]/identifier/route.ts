import { confirmIdentifier } from "@/server/configuration/confirm-identifier";
import { companyProfile } from "@/server/configuration/queries";
import { methods } from "@/server/http/methods";
import { serveInformed } from "../../../informed";
import { confirmIdentifier as confirm, shownCustomer } from "../../contract";

export const dynamic = "force-dynamic";

/** Machines that waited for it are advanced after the commit. */
const put = serveInformed(confirm, async (ctx, customerId, body) => {
  const { machineIds } = await confirmIdentifier(ctx, { ...body, customerId });
  return { machineIds, answer: shownCustomer(await companyProfile(ctx, customerId)) };
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ PUT: put });
