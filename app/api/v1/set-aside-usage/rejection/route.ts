import { methods } from "@/server/http/methods";
import { decideSetAside } from "@/server/usage/corrections/decide-set-aside";
import { serve } from "../../serve";
import { rejectSetAside } from "../contract";

export const dynamic = "force-dynamic";

const post = serve(rejectSetAside, (program, { body: { customer, ...given } }) =>
  program.on(customer, (ctx, customerId) => decideSetAside(ctx, { ...given, customerId, decision: "rejected" })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
