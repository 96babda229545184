import type { ReactNode } from "react";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { formatNumber, unitFor } from "@/components/ui/format";
import { SelectAll } from "@/components/ui/select-all";
import { SelectRow } from "@/components/ui/select-row";
import { StateBadge } from "@/components/ui/state-badge";
import type { TableFoot } from "@/components/ui/table-types";
import { TextLink } from "@/components/ui/text-link";
import type { NamedRecord } from "@/server/reads/usage-records";
import { countedFates } from "@/server/usage/states";
import { usedWords } from "./record-words";

type Meter = { slug: string; name: string; unit: string };

/** Usage records of all customers with their fates. Those that count have boxes, where the person may correct them. */
export function RecordTable({
  rows,
  meters,
  clouds,
  zone,
  correctable,
  empty,
  foot,
}: {
  rows: NamedRecord[];
  meters: Meter[];
  clouds: { id: string; name: string; colorIndex: number }[];
  zone: string;
  correctable: boolean;
  empty: ReactNode;
  foot: TableFoot;
}) {
  const meterOf = (slug: string) => meters.find((one) => one.slug === slug) ?? { name: slug, unit: "" };
  return (
    <DataTable
      label="Usage records"
      {...(correctable && { selectable: { All: SelectAll, Row: SelectRow } })}
      columns={[
        { key: "used", head: `Used (${zone})` },
        { key: "customer", head: "Customer", grow: "20%", fold: "tablet" },
        { key: "meter", head: "Meter", fold: "phone" },
        { key: "quantity", head: "Quantity", align: "right" },
        { key: "machine", head: "Machine", fold: "tablet" },
        { key: "cloud", head: "Cloud", fold: "tablet" },
        { key: "source", head: "Source and id", fold: "tablet" },
        { key: "fate", head: "Fate" },
      ]}
      rows={rows.map((row) => {
        const meter = meterOf(row.meter);
        const cloud = clouds.find(({ id }) => id === row.cloudId);
        return {
          id: row.digest,
          name: `the record of ${meterOf(row.meter).name.toLowerCase()}, ${usedWords(row, zone)}, of ${row.customerName}`,
          ...(!countedFates.includes(row.fate) && { selectable: false as const }),
          cells: {
            used: <Used row={row} meterName={meter.name} zone={zone} />,
            customer: row.customerName,
            meter: meter.name,
            quantity: <QuantityCell row={row} unit={meter.unit} />,
            machine: <MachineCell row={row} />,
            cloud: <CloudName name={cloud?.name ?? "On-premises"} colorIndex={cloud?.colorIndex} />,
            source: <Source row={row} />,
            fate: <FateCell row={row} />,
          },
        };
      })}
      empty={empty}
      foot={foot}
    />
  );
}

/** The time of the use; on narrow screens whose it was, and of what, is below it. */
function Used({ row, meterName, zone }: { row: NamedRecord; meterName: string; zone: string }) {
  return (
    <span className="block max-w-60 min-w-24 whitespace-normal sm:min-w-34">
      {usedWords(row, zone)}
      <span className="text-xs text-ink-3 [overflow-wrap:anywhere] lg:hidden">
        <span className="line-clamp-2">{row.customerName}</span>
        <span className="block sm:hidden">{meterName}</span>
      </span>
    </span>
  );
}

/**
 * The record's quantity, and below it the part that belongs to the asked time where that is not all of it; of a unique
 * count what it counts.
 */
function QuantityCell({ row: { quantity, quantityInTime, value }, unit }: { row: NamedRecord; unit: string }) {
  if (value !== null)
    return (
      <span className="block max-w-44 truncate max-sm:max-w-24" title={value}>
        {value}
      </span>
    );
  const show = (value: string) => (
    <>
      {formatNumber(value, { decimals: 9 })} <span className="unit">{unitFor(value, unit)}</span>
    </>
  );
  return (
    <span className="block max-sm:max-w-24 max-sm:break-words max-sm:whitespace-normal">
      {show(quantity)}
      {quantityInTime === quantity ? null : (
        <span className="block text-xs text-ink-3">{show(quantityInTime)} in this time</span>
      )}
    </span>
  );
}

/** The machine with its page; what names none that is known stays what the record says. */
function MachineCell({ row: { machineId, machineName, subject } }: { row: NamedRecord }) {
  const words = "block max-w-36 truncate";
  if (!machineId)
    return subject ? (
      <span className={`${words} text-ink-3`} title={subject}>
        {subject}
      </span>
    ) : null;
  return (
    <TextLink href={`/admin/machines/${machineId}`} plain className={words}>
      {machineName}
    </TextLink>
  );
}

/**
 * Who reported it, the sender's id of it, and its dimensions. An agent's source is its machine, which has a column of
 * its own.
 */
function Source({ row: { sourceKind, source, eventId, dimensions } }: { row: NamedRecord }) {
  const more = Object.entries(dimensions ?? {})
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
  const id = sourceKind === "agent" ? eventId : `${source} ${eventId}`;
  return (
    <>
      {sourceKind}
      <span className="mono block max-w-44 truncate text-xs text-ink-3" title={id}>
        {id}
      </span>
      {more ? (
        <span className="block max-w-44 truncate text-xs text-ink-3" title={more}>
          {more}
        </span>
      ) : null}
    </>
  );
}

function FateCell({ row: { fate, reason } }: { row: NamedRecord }) {
  return (
    <>
      <StateBadge kind="fate" state={fate} />
      {reason ? (
        <span
          className="line-clamp-4 max-w-52 text-xs whitespace-normal text-ink-3 [overflow-wrap:anywhere] max-sm:max-w-32"
          title={reason}
        >
          {reason}
        </span>
      ) : null}
    </>
  );
}
