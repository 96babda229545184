import { exportAnswer, queryOf } from "@/app/export-answer";

/** The runs of every job (`?of=runs`), or the overflows that are open. */
export function GET(request: Request) {
  if (queryOf(request).of === "runs") return runs();
  return exportAnswer(
    "open-overflows",
    async (api) => ({ rows: (await api.operations.work()).overflows, nextCursor: null }),
    [
      { head: "Event", of: (row) => `EV-${row.number}` },
      { head: "Customer", of: (row) => row.customerName },
      { head: "Meter", of: (row) => row.meter },
      { head: "State", of: (row) => row.state },
      { head: "Attempts", of: (row) => row.attempts },
      { head: "Error", of: (row) => row.error },
      { head: "Here since (UTC)", of: (row) => row.changedAt },
      { head: "Next look (UTC)", of: (row) => row.nextAttemptAt },
    ],
  );
}

function runs() {
  return exportAnswer(
    "cron-runs",
    async (api) => {
      const jobs = await api.operations.jobs();
      return { rows: jobs.flatMap((job) => job.runs.map((run) => ({ job: job.id, ...run }))), nextCursor: null };
    },
    [
      { head: "Job", of: (row) => row.job },
      { head: "Started (UTC)", of: (row) => row.startedAt },
      { head: "Took ms", of: (row) => row.tookMs },
      { head: "Error", of: (row) => row.error },
    ],
  );
}
