import { methods } from "@/server/http/methods";
import { dismissConflicts } from "@/server/usage/corrections/decide-conflict";
import { serve } from "../../serve";
import { dismissUsageConflicts } from "../contract";

export const dynamic = "force-dynamic";

const post = serve(dismissUsageConflicts, (program, { body: { customer, ...given } }) =>
  program.on(customer, (ctx, customerId) => dismissConflicts(ctx, { ...given, customerId })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
