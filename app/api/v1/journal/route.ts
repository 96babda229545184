import { methods } from "@/server/http/methods";
import { journalPage, lastWholeMonth } from "@/server/money/journal";
import { serve } from "../serve";
import { listJournal, shownJournalLine } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listJournal, (program, { query: { month, after, limit } }) =>
  program.see(undefined, async (ctx) => {
    const page = await journalPage(ctx, { month: month ?? lastWholeMonth(ctx.now), cursor: after, limit });
    return { lines: page.rows.map(shownJournalLine), next: page.nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
