import { methods } from "@/server/http/methods";
import { parseInput } from "@/server/parse-input";
import { setAsideById } from "@/server/usage/corrections/decide-set-aside";
import { recordParams } from "../../parts";
import { serve } from "../../serve";
import { getSetAside, shownSetAside } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getSetAside, (program, { params, query: { customer } }) => {
  const { record: digest } = parseInput(recordParams, params);
  return program.on(customer, async (ctx, customerId) =>
    shownSetAside(await setAsideById(ctx, { customerId, digest })),
  );
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
