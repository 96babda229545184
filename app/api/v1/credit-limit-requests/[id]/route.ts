import { creditLimitRequestById } from "@/server/configuration/queries";
import { methods } from "@/server/http/methods";
import { serve } from "../../serve";
import { getRequest, shownRequest } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getRequest, (program, { params }) =>
  program.see(undefined, async (ctx) => shownRequest(await creditLimitRequestById(ctx, params.id))),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
