import type { Address } from "@/components/list/address";
import { choice, type Filter, named } from "@/components/list/choice";

type Named = { id: string; name: string };

/** The filter by service. */
export const serviceFilter = (address: Address, services: Named[], all?: string): Filter =>
  choice(address, "service", "Service", named(services), all);

/** The filter by where a machine runs: a host cloud by its id, or on-premises. */
export const placeFilter = (address: Address, clouds: Named[]): Filter =>
  choice(
    address,
    "cloud",
    "Cloud",
    [...named(clouds), { id: "on-premises", label: "On-premises" }],
    `all ${clouds.length}`,
  );

/** The filter by what a machine or its link is for. */
export const kindFilter = (address: Address): Filter =>
  choice(address, "kind", "Kind", [
    { id: "ordinary", label: "Ordinary" },
    { id: "overflow", label: "Overflow" },
  ]);

/** The filter by installation link, which pages of a link lead to: a chip that removes it. */
export const linkFilter = (address: Address): Filter => choice(address, "link", "Link", []);
