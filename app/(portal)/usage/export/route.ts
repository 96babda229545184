import { exportAnswer, queryOf } from "@/app/(console)/admin/export-answer";
import { ownQuestionOf } from "@/components/usage/own-question";
import { pageContext } from "@/server/trpc/caller";

/** The chart's figures as they are filtered: one line for each bucket and group. */
export async function GET(request: Request) {
  const { now } = await pageContext();
  return exportAnswer(
    "usage",
    async (api) => {
      const [meters, standings] = await Promise.all([api.usage.meters(), api.billing.standings()]);
      const { asked } = ownQuestionOf(queryOf(request), meters, standings, now);
      const answered = await api.usage.series(asked);
      const rows = answered.points.flatMap((point) =>
        Object.entries(point.values).map(([group, quantity]) => ({
          at: point.at,
          group,
          name: answered.labels[group]?.label ?? group,
          meter: answered.meter,
          unit: answered.unit,
          by: asked.groupBy,
          quantity,
        })),
      );
      return { rows, next: null };
    },
    [
      { head: "Time (UTC)", of: (row) => row.at },
      { head: "Meter", of: (row) => row.meter },
      { head: "Unit", of: (row) => row.unit },
      { head: "By", of: (row) => row.by },
      { head: "Id", of: (row) => row.group },
      { head: "Name", of: (row) => row.name },
      { head: "Quantity", of: (row) => row.quantity },
    ],
  );
}
