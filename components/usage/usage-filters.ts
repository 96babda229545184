import type { Address } from "@/components/list/address";
import { choice, type Filter } from "@/components/list/choice";
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

/** The filter by machine. */
export const machineChoice = (address: Address, machines: Parameters<typeof machineName>[0][]): Filter =>
  choice(
    address,
    "machine",
    "Machine",
    machines.map((one) => ({ id: one.id, label: machineName(one) })),
    "all",
  );
