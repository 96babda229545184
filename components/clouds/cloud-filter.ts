import { type Address, hrefOf } from "@/components/console/address";
import type { ActiveFilter, FilterChoice } from "@/components/ui/filter-bar";

/** The filter by host cloud of a list: in force as a chip, else as a choice. */
export function cloudFilter(
  address: Address,
  clouds: { slug: string; name: string }[],
): { active: ActiveFilter[]; choices: FilterChoice[] } {
  const { cloud } = address.params;
  const name = clouds.find((one) => one.slug === cloud)?.name ?? cloud;
  if (cloud)
    return { active: [{ label: "Cloud", value: name, removeHref: hrefOf(address, { cloud: null }) }], choices: [] };
  const options = clouds.map((one) => ({ id: one.slug, label: one.name, href: hrefOf(address, { cloud: one.slug }) }));
  return {
    active: [],
    choices: options.length > 0 ? [{ label: "Cloud", value: `all ${clouds.length}`, options }] : [],
  };
}
