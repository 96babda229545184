import { calendarOf } from "@/app/calendar";
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
      const [meters, histories, standings, zone] = await Promise.all([
        api.usage.meters(),
        api.usage.histories(),
        api.billing.standings(),
        api.frame.zone(),
      ]);
      const { asked } = usageQuestionOf(
        queryOf(request),
        { meters, histories, standings },
        ownGroups,
        now,
        calendarOf(zone),
      );
      return { rows: exportLines(await api.usage.series(asked), asked.groupBy), nextCursor: null };
    },
    exportColumns,
  );
}
