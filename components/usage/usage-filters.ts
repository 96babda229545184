import type { Address } from "@/components/list/address";
import { choice, type Filter } from "@/components/list/choice";
import { searchedFilter } from "@/components/list/searched-filter";
import { machineName } from "@/components/machines/machine-name";
import { meterWithUnit } from "./meter-words";

type Meter = { slug: string; name: string };

/** The filter by meter; without it the page shows `shown`. */
export const meterFilter = (address: Address, meters: Meter[], shown: { name: string; unit: string }): Filter =>
  choice(
    address,
    "meter",
    "Meter",
    meters.map(({ slug, name }) => ({ id: slug, label: name })),
    meterWithUnit(shown.name, shown.unit),
  );

/** The filter by customer; `chosen` is the one in force. */
export const customerChoice = (address: Address, chosen: { id: string; name: string } | null | undefined): Filter =>
  searchedFilter(address, "customer", "Customer", {
    rows: { of: "customers" },
    chosen: chosen ? { id: chosen.id, label: chosen.name } : null,
  });

/** The filter by machine, of a customer or of the company; `chosen` is the machine in force. */
export const machineChoice = (
  address: Address,
  chosen: Parameters<typeof machineName>[0] | undefined,
  customerId?: string,
): Filter =>
  searchedFilter(address, "machine", "Machine", {
    rows: { of: "machines", ...(customerId && { customerId }) },
    chosen: chosen ? { id: chosen.id, label: machineName(chosen) } : null,
  });
