import { decideCreditLimit } from "@/server/configuration/decide-credit-limit";
import { decideCreditLimitInput } from "@/server/configuration/input";
import { creditLimitRequestById } from "@/server/configuration/queries";
import { methods } from "@/server/http/methods";
import { parseInput } from "@/server/parse-input";
import { serve } from "../../../serve";
import { decideRequest, shownRequest } from "../../contract";

export const dynamic = "force-dynamic";

const post = serve(decideRequest, (program, { params, body }) =>
  program.see(undefined, async (ctx) => {
    // The form's own schema holds what one field asks of another.
    const decided = parseInput(decideCreditLimitInput, { ...body, requestId: params.id });
    const { customerId } = await creditLimitRequestById(ctx, params.id);
    await decideCreditLimit(ctx, { ...decided, customerId });
    return shownRequest(await creditLimitRequestById(ctx, params.id));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
