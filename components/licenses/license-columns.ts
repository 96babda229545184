import type { Column } from "@/components/ui/table-types";

type Sort = { sortHref?: string; sorted?: "up" | "down" };
export type LicenseSorts = Partial<Record<"customer" | "machine" | "state" | "expiry", Sort>>;

/** Columns that may be hidden; the license itself is always shown. `key` is the name in an address. */
export const optionalColumns = [
  { key: "customer", label: "Customer" },
  { key: "machine", label: "Machine" },
  { key: "serial", label: "Serial" },
  { key: "service", label: "Service" },
  { key: "state", label: "State" },
  { key: "allocation", label: "Allocation" },
  { key: "cloud", label: "Cloud" },
  { key: "validTo", label: "Valid until" },
  { key: "verdict", label: "Verdict" },
] as const;

/** Those that are hidden on a phone, where the license's own cell shows machine, state and verdict. */
const offPhone = ["customer", "machine", "serial", "service", "state", "allocation", "cloud", "validTo", "verdict"];
/** Those that are hidden while a sheet is open; the foot names them. */
const offSheet = ["service", "cloud", "validTo"];

/** The columns of the list, without the hidden ones. */
export function licenseColumns(hidden: readonly string[], sorts: LicenseSorts): Column[] {
  const all: Column[] = [
    { key: "id", head: "License", mono: true },
    { key: "customer", head: "Customer", grow: "13%", ...sorts.customer },
    { key: "machine", head: "Machine", grow: "10%", ...sorts.machine },
    { key: "serial", head: "Serial", mono: true, muted: true },
    { key: "service", head: "Service" },
    { key: "state", head: "State", ...sorts.state },
    { key: "allocation", head: "Alloc.", unit: "GiB", align: "right" },
    { key: "cloud", head: "Cloud" },
    { key: "validTo", head: "Valid until", ...sorts.expiry },
    { key: "verdict", head: "Verdict" },
  ];
  return all
    .filter(({ key }) => !hidden.includes(key))
    .map((column) => (offSheet.includes(column.key) ? { ...column, fold: "sheet" } : column));
}

/** Tailwind finds classes in the source text: one for each column, the first being the box to tick. */
const placeOffPhone = [
  "max-sm:[&_tr>*:nth-child(2)]:hidden",
  "max-sm:[&_tr>*:nth-child(3)]:hidden",
  "max-sm:[&_tr>*:nth-child(4)]:hidden",
  "max-sm:[&_tr>*:nth-child(5)]:hidden",
  "max-sm:[&_tr>*:nth-child(6)]:hidden",
  "max-sm:[&_tr>*:nth-child(7)]:hidden",
  "max-sm:[&_tr>*:nth-child(8)]:hidden",
  "max-sm:[&_tr>*:nth-child(9)]:hidden",
  "max-sm:[&_tr>*:nth-child(10)]:hidden",
  "max-sm:[&_tr>*:nth-child(11)]:hidden",
];

/** The classes that hide the lesser columns on a phone, at whatever position. */
export const phoneFolds = (columns: Column[]): string =>
  columns.flatMap(({ key }, place) => (offPhone.includes(key) ? [placeOffPhone[place]] : [])).join(" ");

/** The columns that an open sheet hides, for the foot: "Service, cloud and valid until". */
export function foldedWords(hidden: readonly string[]): string {
  const words = optionalColumns
    .filter(({ key }) => offSheet.includes(key) && !hidden.includes(key))
    .map(({ label }, at) => (at === 0 ? label : label.toLowerCase()));
  const last = words.pop();
  if (!last) return "";
  return words.length > 0 ? `${words.join(", ")} and ${last}` : last;
}
