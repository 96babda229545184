import { pageContext } from "@/server/trpc/caller";
import { exportAnswer, queryOf } from "../../export-answer";
import { usageQuestionOf } from "../question";

/** The chart's figures as they are filtered: one line for each bucket and group. */
export async function GET(request: Request) {
  const { now } = await pageContext();
  return exportAnswer(
    "usage",
    async (api) => {
      const { asked } = usageQuestionOf(queryOf(request), await api.operations.meters(), now);
      const answered = await api.usage.providerSeries(asked);
      const rows = answered.points.flatMap((point) =>
        Object.entries(point.values).map(([group, quantity]) => ({
          at: point.at,
          group,
          name: answered.labels[group]?.label ?? group,
          meter: answered.meter,
          unit: answered.unit,
          quantity,
          by: asked.groupBy,
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
