import type { VirtualResource } from "@/db/schema";
import { Exact, readExact, writeExact } from "../quantity";

/** What a cloud offers, as its driver last told. */
export type Offer = {
  cloudId: string;
  flavor: string;
  image: string;
  vcpu: number;
  memoryBytes: bigint;
  storageBytes: bigint;
  pricePerHour: string;
  currency: string;
  /** Instances that still fit, reservations taken off. */
  free: number;
};

/**
 * What has to be carried: so much of a meter, by an artefact of the service whose meter was exceeded; `currency` is the
 * customer's.
 */
export type Need = { meter: string; quantity: string; artefact: string; hostCloudId: string; currency: string };

const gib = 1024n ** 3n;
/** What one unit of a workload is given. */
const unitMemoryBytes = gib / 2n;
const unitStorageBytes = gib;

/**
 * How much of a meter a machine of this flavor carries. A unit of a workload takes a processor, 512 MiB and 1 GiB;
 * storage leaves a fifth for the system. null: no machine of this kind can take over that meter.
 */
export function capacityFor(meter: string, offer: Pick<Offer, "vcpu" | "memoryBytes" | "storageBytes">): string | null {
  if (meter === "units") {
    const whole = [BigInt(offer.vcpu), offer.memoryBytes / unitMemoryBytes, offer.storageBytes / unitStorageBytes];
    return whole.reduce((least, next) => (next < least ? next : least)).toString();
  }
  if (meter === "storage") return ((offer.storageBytes * 4n) / 5n / gib).toString();
  return null;
}

type Judged = { offer: Offer; capacity: string | null; reason: string | null };

/**
 * Identifies a virtual resource (docs/rules.md 5.1): every needed dimension fits; the host cloud of the event
 * first, then the cheapest, the smallest, the id. Where none fits the whole portion, the one that carries most of it,
 * at least one unit: the rest outgrows what it carries and raises the next ordinal (section 4.3). The reason for each
 * refused candidate is kept.
 * @returns the resource, or null with the reasons when nothing fits anywhere.
 */
export function identifyResource(
  offers: readonly Offer[],
  need: Need,
): { resource: VirtualResource | null; refused: VirtualResource["refused"] } {
  const judged = offers.map((offer): Judged => {
    const capacity = capacityFor(need.meter, offer);
    return { offer, capacity, reason: refusal(offer, capacity, need) };
  });
  const best = chosen(judged, need);
  const refused = judged.flatMap(({ offer, reason }) =>
    reason === null || offer === best?.offer ? [] : [{ cloudId: offer.cloudId, flavor: offer.flavor, reason }],
  );
  if (best?.capacity == null) return { resource: null, refused };
  const { offer, capacity } = best;
  return {
    refused,
    resource: {
      cloudId: offer.cloudId,
      flavor: offer.flavor,
      image: offer.image,
      artefact: need.artefact,
      vcpu: offer.vcpu,
      memoryBytes: offer.memoryBytes.toString(),
      storageBytes: offer.storageBytes.toString(),
      pricePerHour: offer.pricePerHour,
      currency: offer.currency,
      capacity,
      refused,
    },
  };
}

const tooSmall = "It is too small.";

function chosen(judged: readonly Judged[], need: Need): Judged | undefined {
  const byPreference = (a: Judged, b: Judged) => preference(a.offer, b.offer, need.hostCloudId);
  const whole = judged.filter(({ reason }) => reason === null).sort(byPreference)[0];
  if (whole) return whole;
  const size = ({ capacity }: Judged) => readExact(capacity ?? "0");
  return judged
    .filter((one) => one.reason === tooSmall && size(one).gte(1))
    .sort((a, b) => size(b).comparedTo(size(a)) || byPreference(a, b))[0];
}

function refusal(offer: Offer, capacity: string | null, need: Need): string | null {
  if (capacity === null) return `Machines cannot take over ${need.meter}.`;
  // Estimate, cost cap and credit limit are in the customer's currency, and no rate of exchange is known here.
  if (offer.currency !== need.currency)
    return `It is priced in ${offer.currency}, and the customer pays in ${need.currency}.`;
  if (offer.free < 1) return "No instance of it is free.";
  // Last, so that what is only too small is known to fit in all else.
  if (readExact(capacity).lt(wholeQuantity(need.meter, need.quantity))) return tooSmall;
  return null;
}

/** Work that moves in whole units is counted up to the next one. */
export function wholeQuantity(meter: string, quantity: string): Exact {
  return meter === "units" ? readExact(quantity).ceil() : readExact(quantity);
}

/** The quantity placed on an overflow machine for this excess: whole units, no more than it carries. */
export function placedQuantity(meter: string, excess: string, capacity: string): string {
  return writeExact(Exact.min(wholeQuantity(meter, excess), readExact(capacity)));
}

function preference(a: Offer, b: Offer, hostCloudId: string): number {
  const away = (offer: Offer) => (offer.cloudId === hostCloudId ? 0 : 1);
  return (
    away(a) - away(b) ||
    readExact(a.pricePerHour).comparedTo(readExact(b.pricePerHour)) ||
    a.vcpu - b.vcpu ||
    Number(a.memoryBytes - b.memoryBytes) ||
    `${a.cloudId} ${a.flavor} ${a.image}`.localeCompare(`${b.cloudId} ${b.flavor} ${b.image}`)
  );
}
