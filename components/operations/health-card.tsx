import type { ReactNode } from "react";
import { staffZone } from "@/components/frame/staff-zone";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { TextLink } from "@/components/ui/text-link";
import type { Check } from "@/server/reads/check";
import type { processHealth } from "@/server/reads/open-work";
import { checkName } from "./check-name";

type Health = Awaited<ReturnType<typeof processHealth>>;

const pages: Record<string, string> = {
  provider: "/admin/settings",
  "sign-in": "/admin/settings",
  clouds: "/admin/clouds",
  notices: "/admin/notices",
  mail: "/admin/notices",
};

/** The checks of the installation: the list that /api/health and the command line's doctor answer with. */
export function HealthCard({ checks, health, now }: { checks: Check[]; health: Health; now: Date }) {
  const row = (id: string, title: ReactNode, detail: ReactNode, ok: boolean, word: string, warns = false) => ({
    id,
    title,
    detail,
    state: (
      <Badge shape={ok && !warns ? "dot" : "square"} tone={ok ? (warns ? "near" : "fine") : "over"}>
        {word}
      </Badge>
    ),
  });
  return (
    <Card title="Health" flush>
      <Rows
        items={[
          row("database", "Database", "This page was loaded from it.", true, "Answers"),
          ...checks.map((check) => {
            const { part, ok, warns } = check;
            const page = pages[part];
            const title = page ? <TextLink href={page}>{checkName(part)}</TextLink> : checkName(part);
            const detail = part === "worker" ? <Workers health={health} now={now} /> : detailOf(check);
            return row(part, title, detail, ok, ok ? (warns ? "Warning" : "In order") : "Needs attention", warns);
          }),
        ]}
      />
    </Card>
  );
}

const detailOf = ({ what, detail }: Check) => [what, detail].filter(Boolean).join(" ");

function Workers({ health, now }: { health: Health; now: Date }) {
  const alive = health.workers.filter((worker) => worker.alive);
  const newest = health.workers[0];
  if (!newest) return "None in the last day. Jobs run only while a worker runs.";
  return (
    <>
      {alive.length} alive, last seen <RelativeTime at={newest.seenAt} now={now} zone={staffZone} />
      {newest.build ? `, build ${newest.build}` : ""}.
    </>
  );
}
