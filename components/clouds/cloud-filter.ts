import type { Address } from "@/components/list/address";
import { choice } from "@/components/list/choice";

/** The filter by host cloud of a list, by slug. */
export function cloudFilter(address: Address, clouds: { slug: string; name: string }[]) {
  const options = clouds.map(({ slug, name }) => ({ id: slug, label: name }));
  return choice(address, "cloud", "Cloud", options, `all ${clouds.length}`);
}
