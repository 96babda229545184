import { sql } from "drizzle-orm";
import type { Context } from "../context";
import { answersByStatus } from "../http/answer-counts";
import { checkFigures, checksOf } from "./checks";
import { recordsSince } from "./console-overview";

type Sample = [labels: Record<string, string>, value: number];
type Metric = { name: string; help: string; type: "gauge" | "counter"; samples: Sample[] };

const hourMs = 3_600_000;

/** What an operator alerts on, in Prometheus's text format. All of it is read from the database. */
export async function metricsText(ctx: Context): Promise<string> {
  const figures = await checkFigures(ctx);
  const checks = await checksOf(ctx, figures);
  const records = await recordsSince(ctx, new Date(ctx.now.getTime() - hourMs));
  const [database] = await ctx.tx.execute<{ used: number; most: number }>(sql`
    select count(*)::int as used, current_setting('max_connections')::int as most
      from pg_stat_activity where usename = session_user`);
  const answers = await answersByStatus(ctx);
  const { waiting, disk, worker } = figures;
  const ageOf = (since: Date | null | undefined) => (since ? (ctx.now.getTime() - since.getTime()) / 1000 : 0);
  const gauge = (name: string, help: string, value: number | undefined): Metric => ({
    name: `spillway_${name}`,
    help,
    type: "gauge",
    samples: value === undefined ? [] : [[{}, value]],
  });
  return text([
    {
      name: "spillway_check_ok",
      help: "1 where the check of that part is in order, else 0: the list of /api/health and doctor.",
      type: "gauge",
      samples: checks.map(({ part, ok }) => [{ part }, ok ? 1 : 0]),
    },
    gauge("standings_waiting", "Standings that wait to be judged.", waiting.standings.n),
    gauge("standings_oldest_seconds", "Age of the oldest of them.", ageOf(waiting.standings.since)),
    gauge("standings_failing", "Standings that could not be judged and are tried again.", waiting.failingStandings.n),
    gauge("notices_waiting", "Notices that are due and not delivered.", waiting.notices.n),
    gauge("notices_oldest_seconds", "Age of the oldest of them.", ageOf(waiting.notices.since)),
    gauge("mails_failing", "Mails that were tried, not sent, and are tried again.", figures.failingMails),
    gauge("mails_refused", "Mails refused for good that nobody has sent again or dismissed.", figures.refusedMails),
    gauge("jobs_late", "Scheduled jobs that are late or failed.", figures.late.length),
    gauge("overflows_stuck", "Overflows that are stuck.", figures.stuckOverflows),
    gauge("clouds_failing", "Host clouds that did not answer the last call.", figures.refused.length),
    gauge("usage_records_last_hour", "Usage records accepted in the last hour.", records.all),
    gauge("worker_heartbeat_age_seconds", "Time since a worker was last seen.", worker && ageOf(worker.seenAt)),
    gauge("web_processes", "Web processes that run.", figures.web.running),
    gauge("web_processes_wanted", "Web processes that should run.", figures.web.together),
    gauge("web_restarts_last_hour", "Web processes that were started again in the last hour.", figures.web.restarts),
    gauge("database_connections", "Connections of every process to the database.", database?.used),
    gauge("database_connections_max", "Connections that the server allows.", database?.most),
    gauge("data_free_bytes", "Free space on the disk of SPILLWAY_DATA.", disk?.freeBytes),
    gauge("data_total_bytes", "Size of that disk.", disk?.totalBytes),
    {
      name: "spillway_http_answers_total",
      help: "Answers of all web processes by status, 5 s old at most.",
      type: "counter",
      samples: answers.map((one) => [{ status: String(one.status) }, one.answers]),
    },
  ]);
}

function text(metrics: Metric[]): string {
  const labelled = (labels: Record<string, string>) => {
    const entries = Object.entries(labels).map(([label, value]) => `${label}="${value.replace(/[\\"\n]/g, "_")}"`);
    return entries.length === 0 ? "" : `{${entries.join(",")}}`;
  };
  return metrics
    .flatMap(({ name, help, type, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(([labels, value]) => `${name}${labelled(labels)} ${value}`),
    ])
    .map((line) => `${line}\n`)
    .join("");
}
