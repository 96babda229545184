import { type LicenseSorts, optionalColumns } from "@/components/licenses/license-columns";
import { type Address, hrefOf, sheetHref, sortLink } from "@/components/list/address";
import { choice, type Filter } from "@/components/list/choice";
import { placeFilter, serviceFilter } from "@/components/machines/machine-filters";
import { stateLook } from "@/components/ui/state-table";
import { verdictCodes } from "@/server/licensing/rules";
import { licenseStates } from "@/server/licensing/states";
import { notReleased } from "./filter";

type Named = { id: string; name: string };

/** The list's filters: in force as chips, else as choices. */
export function licenseFilters(address: Address, services: Named[], clouds: Named[]): Filter[] {
  return [
    choice(address, "state", "State", [
      { id: notReleased, label: "not released" },
      ...licenseStates.map((id) => ({ id, label: stateLook("license", id).word })),
    ]),
    choice(address, "kind", "Kind", [
      { id: "standard", label: "Standard" },
      { id: "overflow", label: "Overflow" },
    ]),
    serviceFilter(address, services),
    placeFilter(address, clouds),
    choice(address, "verdict", "Verdict", [
      { id: "not_valid", label: "not VALID" },
      ...verdictCodes.map((id) => ({ id, label: id })),
    ]),
  ];
}

const sorts = [
  { id: "newest", label: "Newest first" },
  { id: "oldest", label: "Oldest first" },
  { id: "customer", label: "Customer" },
  { id: "machine", label: "Machine" },
  { id: "state", label: "State" },
  { id: "expiry", label: "Valid until" },
];

const sortOf = ({ params }: Address) => params.sort ?? "newest";
const sortHref = (address: Address, id: string) => hrefOf(address, { sort: id === "newest" ? null : id });

/** How the list can be sorted. */
export const sortOptions = (address: Address) =>
  sorts.map((one) => ({ ...one, href: sortHref(address, one.id), on: one.id === sortOf(address) }));

/** The heads that sort: by their column, and back to the newest first. */
export function licenseSorts(address: Address): LicenseSorts {
  const by = (id: string) => sortLink(address, id, { sorted: "up" });
  return { customer: by("customer"), machine: by("machine"), state: by("state"), expiry: by("expiry") };
}

/** Columns to show or hide; the page and the open sheet stay. */
export const columnOptions = (address: Address, hidden: readonly string[]) =>
  optionalColumns.map(({ key, label }) => {
    const off = hidden.includes(key);
    const next = off ? hidden.filter((one) => one !== key) : [...hidden, key];
    return { id: key, label, on: !off, href: sheetHref(address, { hide: next.join(",") || null }) };
  });
