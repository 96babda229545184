import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { TextLink } from "@/components/ui/text-link";
import type { processHealth, queues } from "@/server/reads/open-work";

type Health = Awaited<ReturnType<typeof processHealth>>;
type Queues = Awaited<ReturnType<typeof queues>>;

/** Whether the processes run, the clouds answer and the queues are processed. */
export function HealthCard({ health, queues, now }: { health: Health; queues: Queues; now: Date }) {
  const alive = health.workers.filter((worker) => worker.alive);
  const fine = (ok: boolean, word: string) => (
    <Badge shape={ok ? "dot" : "square"} tone={ok ? "fine" : "over"}>
      {word}
    </Badge>
  );
  return (
    <Card title="Health" flush>
      <Rows
        items={[
          {
            id: "database",
            title: "Database",
            detail: "This page was loaded from it.",
            state: fine(true, "Answers"),
          },
          {
            id: "workers",
            title: "Worker processes",
            detail:
              health.workers.length === 0 ? (
                "None in the last day. Jobs run only while a worker runs."
              ) : (
                <>
                  Last seen <RelativeTime at={health.workers[0]?.seenAt} now={now} />
                  {health.workers[0]?.build ? `, build ${health.workers[0].build}` : ""}.
                </>
              ),
            state: fine(alive.length > 0, alive.length === 0 ? "None alive" : `${alive.length} alive`),
          },
          {
            id: "clouds",
            title: <TextLink href="/admin/clouds">Host clouds</TextLink>,
            detail:
              health.refused.length === 0
                ? "Each answered the last call."
                : health.refused.map((cloud) => `${cloud.name}: ${cloud.error}`).join(" "),
            state: fine(
              health.refused.length === 0,
              health.refused.length === 0 ? "Answer" : `${health.refused.length} failing`,
            ),
          },
          {
            id: "standings",
            title: "Standings to judge",
            detail: waiting(queues.standings.since, now),
            state: fine(!tooOld(queues.standings.since, now), String(queues.standings.n)),
          },
          {
            id: "notices",
            title: <TextLink href="/admin/notices">Notices to deliver</TextLink>,
            detail: waiting(queues.notices.since, now),
            state: fine(!tooOld(queues.notices.since, now), String(queues.notices.n)),
          },
        ]}
      />
    </Card>
  );
}

/** A queue whose oldest entry is older than this is not being processed. */
const tooOldMs = 10 * 60_000;

function tooOld(since: Date | null, now: Date): boolean {
  return since !== null && now.getTime() - since.getTime() > tooOldMs;
}

function waiting(since: Date | null, now: Date) {
  if (since === null) return "Nothing is waiting.";
  return (
    <>
      The oldest has waited since <RelativeTime at={since} now={now} />.
    </>
  );
}
