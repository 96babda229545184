import { notFound } from "@/server/errors";
import { methods } from "@/server/http/methods";
import { statementPage } from "@/server/money/statement-view";
import { serve } from "../../serve";
import { getStatement, shownWhole } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getStatement, (program, { params: { id } }) =>
  program.see(undefined, async (ctx) => {
    const page = await statementPage(ctx, { id });
    if (page.number === null) throw notFound("statement", id);
    return shownWhole(page, ctx.now);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
