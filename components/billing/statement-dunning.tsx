import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatDate } from "@/components/ui/format-time";
import { Notice } from "@/components/ui/notice";
import type { StatementPage } from "@/server/money/statement-view";
import type { DunningStep } from "@/server/money/states";

const words: Record<DunningStep, string> = {
  remind: "Reminder sent",
  warn: "Second reminder sent",
  suspend: "Service suspended",
};

/** What was done because a statement was not paid; and until when its payment is expected. */
export function StatementDunning({ statement, now }: { statement: StatementPage; now: Date }) {
  const { dunning, timeZone, state } = statement;
  const { steps, onItsWayUntil } = dunning;
  const isPromised = state === "issued" && onItsWayUntil !== null && onItsWayUntil >= now.toISOString().slice(0, 10);
  return (
    <>
      {isPromised ? (
        <Notice className="mb-4" title="A payment is on its way.">
          Nobody is reminded of it until {formatDate(onItsWayUntil, "UTC")}.
        </Notice>
      ) : null}
      {steps.length > 0 ? (
        <Card title="Unpaid" flush className="mb-4">
          <DataTable
            bare
            label="Unpaid"
            columns={[
              { key: "what", head: "What was done", grow: "50%" },
              { key: "at", head: "On" },
            ]}
            rows={steps.flatMap(({ id, step, takenAt, liftedAt }) => [
              { id, cells: { what: words[step], at: formatDate(takenAt, timeZone) } },
              ...(liftedAt
                ? [{ id: `${id}-lifted`, cells: { what: "Service resumed", at: formatDate(liftedAt, timeZone) } }]
                : []),
            ])}
          />
        </Card>
      ) : null}
    </>
  );
}
