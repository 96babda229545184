import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider } from "@/server/context";
import { DomainError } from "@/server/errors";
import { methods } from "@/server/http/methods";
import { listStatements } from "@/server/money/list-statements";
import { issueStatements } from "@/server/workflow/issue-statements";
import { serve } from "../serve";
import { issueStatement, listIssued, shownMonthEnd, shownStatement } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listIssued, (program, { query: { customer, state, after, limit } }) =>
  program.see(customer, async (ctx, customerId) => {
    const page = await listStatements(ctx, { customerId: customerId ?? undefined, state, cursor: after, limit });
    return { statements: page.rows.map((row) => shownStatement(row, ctx.now)), next: page.nextCursor };
  }),
);

// Each statement is a transaction of its own: what was issued stays issued if the answer is lost, and is listed.
const post = serve(issueStatement, async (program, { body: { customer, month } }) => {
  const customerId = await inProvider(
    program.request,
    async (ctx) => (await customerByIdOrIdentifier(ctx, customer)).id,
  );
  const done = await issueStatements(program.request, { customerId, month });
  const [refused] = done.refused;
  if (refused) throw new DomainError("conflict", refused.sentence);
  return program.on(customer, async () => shownMonthEnd(done));
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
