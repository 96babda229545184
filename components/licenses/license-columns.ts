import type { Column } from "@/components/ui/table-types";

type Sort = { sortHref?: string; sorted?: "up" | "down" };
export type LicenseSorts = Partial<Record<"customer" | "machine" | "state" | "expiry", Sort>>;

/** Columns that may be left off; the license itself always stands. `key` is how an address names them. */
export const optionalColumns = [
  { key: "customer", label: "Customer" },
  { key: "machine", label: "Machine" },
  { key: "serial", label: "Serial" },
  { key: "service", label: "Service" },
  { key: "state", label: "State" },
  { key: "allocation", label: "Allocation" },
  { key: "cloud", label: "Cloud" },
  { key: "validTo", label: "Valid to" },
  { key: "verdict", label: "Verdict" },
] as const;

/** Those that fold away on a phone, where the license's own cell tells machine, state and verdict. */
const offPhone = ["customer", "machine", "serial", "service", "state", "allocation", "cloud", "validTo", "verdict"];
/** Those that fold away while a panel is open: the foot says so. */
export const offSheet = ["service", "cloud", "validTo"];

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
    { key: "validTo", head: "Valid to", ...sorts.expiry },
    { key: "verdict", head: "Verdict" },
  ];
  return all
    .filter(({ key }) => !hidden.includes(key))
    .map((column) => (offSheet.includes(column.key) ? { ...column, fold: "sheet" } : column));
}

/** Tailwind reads classes as they are written: one for each place, the box to tick being the first. */
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

/** What folds the lesser columns away on a phone, wherever they stand. */
export const phoneFolds = (columns: Column[]): string =>
  columns.flatMap(({ key }, place) => (offPhone.includes(key) ? [placeOffPhone[place]] : [])).join(" ");

/** The columns that an open panel folds away, as the foot says it: "Service, cloud and valid to". */
export function foldedWords(hidden: readonly string[]): string {
  const words = optionalColumns
    .filter(({ key }) => offSheet.includes(key) && !hidden.includes(key))
    .map(({ label }, at) => (at === 0 ? label : label.toLowerCase()));
  const last = words.pop();
  if (!last) return "";
  return words.length > 0 ? `${words.join(", ")} and ${last}` : last;
}
