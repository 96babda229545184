import type { VirtualResource } from "@/db/schema";
import type { HourlyPrice } from "../clouds/driver";
import { Exact, readExact, writeExact } from "../quantity";
import { serviceKind } from "../services/shipped-services";

/** What a cloud offers, by the last poll of its inventory. */
export type Offer = {
  cloudId: string;
  flavor: string;
  image: string;
  vcpu: number;
  memoryBytes: bigint;
  storageBytes: bigint;
  /** null: the cloud names no price. */
  price: HourlyPrice | null;
  /** Instances that still fit, reservations taken off. */
  free: number;
};

/** What has to be carried: a quantity of a meter, by the artefact of its service. `currency` is the customer's. */
export type Need = {
  meter: string;
  quantity: string;
  artefact: string;
  hostCloudId: string;
  /** The one cloud whose use the limit counts: what ran elsewhere would be in no bill of it. null: all clouds. */
  scopeCloudId: string | null;
  currency: string;
};

/** What a candidate would carry, and at what price. */
type Fit = { offer: Offer; capacity: string; price: HourlyPrice };
/** A candidate, and why it is refused. One that is only too small fits in every other respect. */
type Judged = { offer: Offer; fit: Fit | null; reason: string | null };

/**
 * Identifies a virtual resource (docs/rules.md 5.1): every needed dimension fits; the host cloud of the event
 * first, then the cheapest, the smallest, the id. Where none fits the whole portion, the one that carries most of it,
 * at least one unit: the rest outgrows what it carries and raises the next ordinal (docs/rules.md 4.3).
 * @returns the resource with the reason for each refused candidate, or null with the reasons when nothing fits
 */
export function identifyResource(
  offers: readonly Offer[],
  need: Need,
): { resource: VirtualResource | null; refused: VirtualResource["refused"] } {
  const judged = offers.map((offer) => judge(offer, need));
  const best = chosen(judged, need.hostCloudId);
  const refused = judged.flatMap(({ offer, reason }) =>
    reason === null || offer === best?.offer ? [] : [{ cloudId: offer.cloudId, flavor: offer.flavor, reason }],
  );
  if (!best) return { resource: null, refused };
  const { offer, capacity, price } = best;
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
      pricePerHour: price.amount,
      currency: price.currency,
      capacity,
      refused,
    },
  };
}

function chosen(judged: readonly Judged[], hostCloudId: string): Fit | undefined {
  const byPreference = (a: Fit, b: Fit) => preference(a, b, hostCloudId);
  const fits = judged.flatMap(({ fit, reason }) => (fit && reason === null ? [fit] : []));
  if (fits.length > 0) return fits.sort(byPreference)[0];
  return judged
    .flatMap(({ fit }) => (fit && readExact(fit.capacity).gte(1) ? [fit] : []))
    .sort((a, b) => readExact(b.capacity).comparedTo(readExact(a.capacity)) || byPreference(a, b))[0];
}

function judge(offer: Offer, need: Need): Judged {
  const refuse = (reason: string): Judged => ({ offer, fit: null, reason });
  const move = serviceKind(need.artefact).moves[need.meter];
  const { price } = offer;
  if (!move) return refuse(`Machines cannot take over ${need.meter}.`);
  if (need.scopeCloudId !== null && offer.cloudId !== need.scopeCloudId)
    return refuse("The limit counts use in another cloud alone.");
  if (price === null) return refuse("Its cloud names no price for it.");
  // Estimate, cost cap and credit limit are in the customer's currency, and no rate of exchange is known here.
  if (price.currency !== need.currency)
    return refuse(`It is priced in ${price.currency}, and the customer pays in ${need.currency}.`);
  if (offer.free < 1) return refuse("No instance of it is free.");
  const capacity = move.capacity(offer);
  const small = readExact(capacity).lt(portion(move.whole, need.quantity));
  return { offer, fit: { offer, capacity, price }, reason: small ? "It is too small." : null };
}

/** A quantity, rounded up to whole units where work moves in whole units. */
const portion = (whole: boolean, quantity: string): Exact => (whole ? readExact(quantity).ceil() : readExact(quantity));

/**
 * The quantity placed on an overflow machine for this excess: whole units where the meter moves so, and no more than
 * the machine carries.
 */
export function placedQuantity(of: Pick<Need, "artefact" | "meter">, excess: string, capacity: string): string {
  const whole = serviceKind(of.artefact).moves[of.meter]?.whole ?? false;
  return writeExact(Exact.min(portion(whole, excess), readExact(capacity)));
}

function preference(a: Fit, b: Fit, hostCloudId: string): number {
  const away = ({ offer }: Fit) => (offer.cloudId === hostCloudId ? 0 : 1);
  const name = ({ offer }: Fit) => `${offer.cloudId} ${offer.flavor} ${offer.image}`;
  return (
    away(a) - away(b) ||
    readExact(a.price.amount).comparedTo(readExact(b.price.amount)) ||
    a.offer.vcpu - b.offer.vcpu ||
    Number(a.offer.memoryBytes - b.offer.memoryBytes) ||
    name(a).localeCompare(name(b))
  );
}
