import { calendarOf } from "@/app/calendar";
import { exportAnswer, queryOf } from "@/app/export-answer";
import { staffZone } from "@/components/frame/staff-zone";
import { exportColumns, exportLines } from "@/components/usage/export-columns";
import { groups, usageQuestionOf } from "@/components/usage/usage-question";
import { pageContext } from "@/server/trpc/caller";

/** The chart's figures as they are filtered: one line for each bucket and group. */
export async function GET(request: Request) {
  const { now } = await pageContext();
  return exportAnswer(
    "usage",
    async (api) => {
      const params = queryOf(request);
      const { customer } = params;
      const [meters, histories, standings] = await Promise.all([
        api.operations.meters(),
        api.usage.providerHistories({ customerId: customer }),
        customer ? api.billing.standings({ customerId: customer }) : [],
      ]);
      const { asked } = usageQuestionOf(params, { meters, histories, standings }, groups, now, calendarOf(staffZone));
      return { rows: exportLines(await api.usage.providerSeries(asked), asked.groupBy), nextCursor: null };
    },
    exportColumns,
  );
}
