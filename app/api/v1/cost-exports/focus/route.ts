import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import type { Page } from "@/server/pagination";
import { parseInput } from "@/server/parse-input";
import { costFile } from "@/server/reads/focus-cost-columns";
import type { CostRow } from "@/server/reads/focus-cost-rows";
import { focusCosts } from "@/server/reads/focus-costs";
import { costQuestion } from "@/server/reads/input";
import { focusFile } from "@/server/usage/exports/focus-file";
import { keyOf, programOf } from "../../program";
import { exportCosts } from "../contract";

export const dynamic = "force-dynamic";

const get = handle(async (call) => {
  const { request, now, requestId } = call;
  const actor = await keyOf(call, exportCosts.action);
  const { customer, format, ...asked } = parseInput(
    costQuestion,
    Object.fromEntries(new URL(request.url).searchParams),
  );
  const program = programOf<Page<CostRow>>({ actor, now, requestId }, async () => {});
  return focusFile({ ...costFile, format, now, askedBy: actor.id }, (cursor) =>
    program.see(customer, (ctx, customerId) =>
      focusCosts(ctx, { ...asked, customerId: customerId ?? undefined, cursor }),
    ),
  );
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
