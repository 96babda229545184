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

/** What is backed up, when next and where to; the snapshots; and the command that restores one. */
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
            label: "Stored in",
            value: storage ? `${storage.name}, at most ${formatBytes(storage.quotaBytes)}` : "no storage yet",
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
            { key: "created", head: "Snapshot created" },
            { key: "id", head: "Id", mono: true },
            { key: "bytes", head: "Size", align: "right" },
          ]}
          rows={snapshots.slice(0, shownSnapshots).map((snapshot) => ({
            id: snapshot.id,
            cells: {
              created: <RelativeTime at={new Date(snapshot.time)} now={now} zone={zone} form="stamp" />,
              id: snapshot.id.slice(0, 8),
              bytes: formatBytes(BigInt(snapshot.bytes)),
            },
          }))}
          empty={
            <EmptyState compact title="No snapshot yet">
              {active
                ? "The machine has reported none yet."
                : "The first is created as soon as the machine is set up, and restored at once as a test."}{" "}
              After the first one the command to restore is shown here.
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
            label: "Installed under a folder",
            text: "sh ROOT/opt/spillway/agent.sh --root ROOT restore latest --target /tmp/restored",
          },
        ]}
      />
      <p className="mt-2 text-xs text-ink-3">
        Nothing is overwritten: the files appear below the target folder. Replace latest by an id to restore an older
        snapshot; --include restores a single path.
      </p>
    </>
  );
}
