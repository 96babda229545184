import { companyProfile } from "@/server/configuration/queries";
import { setContact } from "@/server/configuration/set-contact";
import { methods } from "@/server/http/methods";
import { serveInformed } from "../../../informed";
import { setContact as set, shownCustomer } from "../../contract";

export const dynamic = "force-dynamic";

/** Machines that waited for it are advanced after the commit. */
const put = serveInformed(set, async (ctx, customerId, body) => {
  const { machineIds } = await setContact(ctx, { ...body, customerId });
  return { machineIds, answer: shownCustomer(await companyProfile(ctx, customerId)) };
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ PUT: put });
