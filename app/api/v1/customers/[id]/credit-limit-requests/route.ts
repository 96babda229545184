import { creditLimitRequestById } from "@/server/configuration/queries";
import { requestCreditLimit } from "@/server/configuration/request-credit-limit";
import { methods } from "@/server/http/methods";
import { addRequest, shownRequest } from "../../../credit-limit-requests/contract";
import { serveInformed } from "../../../informed";

export const dynamic = "force-dynamic";

/** Machines that waited for it are advanced after the commit; its approval is not waited for. */
const post = serveInformed(addRequest, async (ctx, customerId, body) => {
  const { id, machineIds } = await requestCreditLimit(ctx, { ...body, customerId });
  return { machineIds, answer: shownRequest(await creditLimitRequestById(ctx, id)) };
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
