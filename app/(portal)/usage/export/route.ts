import { exportAnswer, queryOf } from "@/app/export-answer";
import { exportColumns, exportLines } from "@/components/usage/export-columns";
import { ownGroups, usageQuestionOf } from "@/components/usage/usage-question";
import { pageContext } from "@/server/trpc/caller";

/** The chart's figures as they are filtered: one line for each bucket and group. */
export async function GET(request: Request) {
  const { now } = await pageContext();
  return exportAnswer(
    "usage",
    async (api) => {
      const [meters, histories, standings] = await Promise.all([
        api.usage.meters(),
        api.usage.histories(),
        api.billing.standings(),
      ]);
      const { asked } = usageQuestionOf(queryOf(request), { meters, histories, standings }, ownGroups, now);
      return { rows: exportLines(await api.usage.series(asked), asked.groupBy), nextCursor: null };
    },
    exportColumns,
  );
}
