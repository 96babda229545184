import { openCreditLimitRequests } from "@/server/configuration/queries";
import { methods } from "@/server/http/methods";
import { serve } from "../serve";
import { listRequests } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listRequests, (program) =>
  program.see(undefined, async (ctx) => ({
    creditLimitRequests: (await openCreditLimitRequests(ctx)).map((row) => ({
      ...row,
      amountMinor: row.amountMinor.toString(),
      requestedAt: row.requestedAt.toISOString(),
    })),
  })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
