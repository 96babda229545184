import type { ReactNode } from "react";
import { licensedMachine } from "@/components/licenses/licensed-machine";
import { bytesIn } from "@/components/ui/bytes-in";
import { CloudName } from "@/components/ui/cloud-name";
import { cx } from "@/components/ui/cx";
import { DataTable } from "@/components/ui/data-table";
import { SelectAll } from "@/components/ui/select-all";
import { SelectRow } from "@/components/ui/select-row";
import { StateBadge } from "@/components/ui/state-badge";
import type { TableFoot } from "@/components/ui/table-types";
import type { LicenseRow } from "@/server/reads/license-rows";
import { type LicenseSorts, licenseColumns, phoneFolds } from "./license-columns";
import { shownState } from "./license-words";
import { ValidTo } from "./valid-to";
import { VerdictCodeText } from "./verdict-code";

/** Licenses of all customers, with boxes to tick. A row opens its verdict next to the list. */
export function LicenseTable({
  rows,
  now,
  open,
  sorts,
  hidden,
  hrefOf,
  empty,
  foot,
  action,
}: {
  rows: LicenseRow[];
  now: Date;
  open?: string;
  sorts: LicenseSorts;
  /** Keys of hidden columns. */
  hidden: readonly string[];
  hrefOf: (row: LicenseRow) => string;
  empty: ReactNode;
  foot: TableFoot;
  action: (row: LicenseRow) => ReactNode;
}) {
  const columns = licenseColumns(hidden, sorts);
  return (
    <DataTable
      label="Licenses"
      selectable={{ All: SelectAll, Row: SelectRow }}
      // Ids are never shortened: below this width what does not fit is scrolled to inside the card.
      className={cx(
        "max-[1399px]:overflow-x-auto max-[1399px]:[&_th]:static",
        "[&_td.truncate]:min-w-20 [&_td:not(:first-child)]:px-1.5 [&_th:not(:first-child)]:px-1.5",
        phoneFolds(columns),
      )}
      columns={columns}
      rows={rows.map((row) => ({
        id: row.id,
        name: `the license of ${licensedMachine(row)}`,
        href: hrefOf(row),
        selected: row.id === open,
        cells: {
          id: <LicenseCell row={row} now={now} />,
          customer: row.customerName,
          machine: licensedMachine(row),
          serial: row.serial,
          service: row.serviceName,
          state: <State row={row} now={now} />,
          allocation: bytesIn("GiB", row.allocationBytes),
          cloud: <CloudName name={row.cloudName ?? "On-premises"} colorIndex={row.cloudColorIndex ?? undefined} />,
          validTo: <ValidTo license={row} now={now} />,
          verdict: <VerdictCodeText verdict={row.verdict} />,
        },
        action: action(row),
      }))}
      empty={empty}
      foot={foot}
    />
  );
}

/** The id; on a phone its machine, state and verdict are below it. */
function LicenseCell({ row, now }: { row: LicenseRow; now: Date }) {
  return (
    <span className="block">
      {row.id}
      <span className="hidden flex-wrap items-center gap-x-2 font-sans text-xs text-ink-2 max-sm:flex">
        <span className="max-w-24 truncate" dir="auto" title={licensedMachine(row)}>
          {licensedMachine(row)}
        </span>
        <State row={row} now={now} />
        <VerdictCodeText verdict={row.verdict} />
      </span>
    </span>
  );
}

/** An overflow license is shown active, by its drop; the word is there where the sheet hides other columns. */
const State = ({ row, now }: { row: LicenseRow; now: Date }) => {
  const shown = shownState(row, now);
  return (
    <StateBadge kind="license" state={shown}>
      {shown === "overflow" ? (
        <span title="Active, overflow">
          Active<span className="sr-only rail-sheet:not-sr-only">, overflow</span>
        </span>
      ) : null}
    </StateBadge>
  );
};
