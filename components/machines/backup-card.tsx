import { Card } from "@/components/ui/card";
import { CodeBox } from "@/components/ui/code-box";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatBytes } from "@/components/ui/format";
import { KeyValue } from "@/components/ui/key-value";
import { RelativeTime } from "@/components/ui/relative-time";
import type { MachineDetail } from "@/server/reads/machine-detail";
import { backupPaths, everyWords, newestFirst, nextBackup } from "./backup-words";

const shownSnapshots = 10;

/** What is backed up, when next and where to; the snapshots; and the command that brings one back. */
export function BackupCard({ detail, now, zone }: { detail: MachineDetail; now: Date; zone: string }) {
  const { configuration, observation, storage } = detail;
  const snapshots = newestFirst(observation?.snapshots ?? []);
  const seconds = Number(configuration?.settings.everySeconds ?? 0);
  const next = nextBackup(snapshots, seconds);
  const active = detail.machine.state === "active";
  const late = next !== null && next <= now;
  return (
    <Card title="Backup" note={seconds > 0 ? everyWords(seconds) : undefined}>
      <KeyValue
        items={[
          { label: "Backed up", value: backupPaths(configuration?.settings.paths ?? "").join(", ") || "nothing yet" },
          {
            label: "Kept in",
            value: storage ? `${storage.name}, ${formatBytes(storage.quotaBytes)} at most` : "no storage yet",
          },
          {
            label: "Next backup",
            value:
              next === null ? (
                active ? (
                  "known with the first snapshot"
                ) : (
                  "once the machine is set up"
                )
              ) : late ? (
                "due now"
              ) : (
                <RelativeTime at={next} now={now} zone={zone} form="stamp" />
              ),
          },
        ]}
      />
      <div className="-mx-4 mt-3 border-t border-line">
        <DataTable
          bare
          label="Snapshots"
          columns={[
            { key: "made", head: "Snapshot made" },
            { key: "id", head: "Id", mono: true },
            { key: "bytes", head: "Needs", align: "right" },
          ]}
          rows={snapshots.slice(0, shownSnapshots).map((snapshot) => ({
            id: snapshot.id,
            cells: {
              made: <RelativeTime at={new Date(snapshot.time)} now={now} zone={zone} form="stamp" />,
              id: snapshot.id.slice(0, 8),
              bytes: formatBytes(BigInt(snapshot.bytes)),
            },
          }))}
          empty={
            <EmptyState compact title="No snapshot yet">
              {active
                ? "The machine has told of none yet."
                : "The first is made as soon as the machine is set up, and read back at once to prove it."}{" "}
              How to restore stands here with the first.
            </EmptyState>
          }
          {...(snapshots.length > shownSnapshots && {
            foot: { summary: `the newest ${shownSnapshots} of ${snapshots.length}` },
          })}
        />
      </div>
      {snapshots.length > 0 ? <RestoreCommand /> : null}
    </Card>
  );
}

function RestoreCommand() {
  return (
    <>
      <h3 className="mt-4 mb-1.5 text-sm font-semibold">Restore, on the machine</h3>
      <CodeBox
        label="Restore"
        tabs={[
          { label: "Newest", text: "sh /opt/spillway/agent.sh restore latest --target /tmp/restored" },
          {
            label: "With a root of its own",
            text: "sh ROOT/opt/spillway/agent.sh --root ROOT restore latest --target /tmp/restored",
          },
        ]}
      />
      <p className="mt-2 text-xs text-ink-3">
        Nothing is overwritten: the files appear below the target folder. An id in place of latest brings back an older
        snapshot, --include a single path.
      </p>
    </>
  );
}
