import { Exact, readExact, sumExact, writeExact, ZERO } from "../quantity";
import { distribute, isInScope } from "./engine/stack";
import type { CloudId, Quantity, StackedLimit } from "./engine/types";
import { type OverflowPolicy, startsMachines } from "./states";

/** A limit that is valid now, and how much of it the committed use has used up. */
export type LimitUsed = Pick<StackedLimit, "id" | "scope"> & {
  policy: OverflowPolicy;
  /** What it allows now; null: not known. */
  allows: Quantity | null;
  /** What it covers of the use now, of a counter in the window to date; null: the engine can say nothing. */
  covered: Quantity | null;
};

/** Further use that a program asks about. */
export type AskedUse = { cloudId: CloudId; quantity: Quantity };

/** Verdicts on further use, in the order in which they are looked for. Codes never change their meaning. */
export const allowanceCodes = [
  "CUSTOMER_NOT_ACTIVE",
  "MACHINE_NOT_LICENSED",
  "NO_LIMIT",
  "NOT_JUDGED",
  "WITHIN_LIMIT",
  "LIMIT_REACHED",
  "ABOVE_LIMIT",
] as const;
export type AllowanceCode = (typeof allowanceCodes)[number];

/** Whether the use may happen, and why. Quantities in units of the meter. */
export type Allowance = {
  allowed: boolean;
  code: Exclude<AllowanceCode, "CUSTOMER_NOT_ACTIVE" | "MACHINE_NOT_LICENSED">;
  /** What still fits within the limits of that cloud, less what is reserved; null where nothing limits it. */
  remaining: Quantity | null;
  /** What of the asked quantity lies above them. */
  above: Quantity;
  /** What other programs have reserved of these limits. */
  reserved: Quantity;
};

/**
 * Whether further use in a cloud fits within the limits there (docs/rules.md 4.14): each covers what lies in its scope,
 * in the order in which they are used up; reservations use them up as use does. What lies above is refused where the
 * last of them restricts, and billed otherwise. Pure.
 * @param limits the meter's limits that are valid now, in the order in which they are used up
 * @param held what is reserved, by cloud
 */
export function allowance(asked: AskedUse, limits: readonly LimitUsed[], held: readonly AskedUse[]): Allowance {
  const here = limits.filter(({ scope }) => isInScope(scope, asked.cloudId));
  const last = here.at(-1);
  const restricts = last?.policy === "restrict";
  const reservedHere = held.filter(({ cloudId }) => here.some(({ scope }) => isInScope(scope, cloudId)));
  const reserved = writeExact(sumExact(reservedHere.map(({ quantity }) => readExact(quantity))));
  if (!last || here.some(({ allows }) => allows === null))
    return { allowed: true, code: "NO_LIMIT", remaining: null, above: "0", reserved };
  if (here.some(({ covered }) => covered === null))
    return { allowed: !restricts, code: "NOT_JUDGED", remaining: null, above: "0", reserved };
  const remaining = restOf(here, limits, held);
  const above = Exact.max(ZERO, readExact(asked.quantity).minus(remaining));
  const figures = { remaining: writeExact(remaining), above: writeExact(above), reserved };
  if (above.isZero()) return { allowed: true, code: "WITHIN_LIMIT", ...figures };
  return restricts
    ? { allowed: false, code: "LIMIT_REACHED", ...figures }
    : { allowed: true, code: "ABOVE_LIMIT", ...figures };
}

/** What these limits still cover when all limits have covered what is reserved. */
function restOf(here: readonly LimitUsed[], limits: readonly LimitUsed[], held: readonly AskedUse[]): Exact {
  const left = new Map(limits.map(({ id, allows, covered }) => [id, unusedOf(allows, covered)]));
  const ordinary = new Map<CloudId, Exact>();
  for (const { cloudId, quantity } of held)
    ordinary.set(cloudId, (ordinary.get(cloudId) ?? ZERO).plus(readExact(quantity)));
  const shares = distribute({ ordinary, carried: [] }, limits, ({ id }) => left.get(id) ?? null);
  return sumExact(here.map(({ id }) => (left.get(id) ?? ZERO).minus(shares.get(id)?.covered ?? ZERO)));
}

function unusedOf(allows: Quantity | null, covered: Quantity | null): Exact | null {
  if (allows === null || covered === null) return null;
  return Exact.max(ZERO, readExact(allows).minus(readExact(covered)));
}

/** The verdict as a sentence, for the person who reads a program's log. */
export function allowanceSentence(
  { code, remaining, above }: Allowance,
  { meter, unit, limits }: { meter: string; unit: string; limits: readonly LimitUsed[] },
): string {
  switch (code) {
    case "NO_LIMIT":
      return `No limit of ${meter} is known there: use is recorded.`;
    case "NOT_JUDGED":
      return `Where use of ${meter} stands cannot be worked out at the moment. Ask the provider.`;
    case "WITHIN_LIMIT":
      return `It is within the limit of ${meter}: ${remaining} ${unit} are left.`;
    case "LIMIT_REACHED":
      return `The limit of ${meter} does not allow it: ${remaining} ${unit} are left, ${above} ${unit} of it lie above.`;
    case "ABOVE_LIMIT":
      // Covers may include it, and offset billing bills margins: what it costs is the limit's terms to say.
      return `${above} ${unit} of it lie above the limit of ${meter}, and are billed as agreed.${limits.some(({ policy }) => startsMachines(policy)) ? " A machine may be started for them." : ""}`;
  }
}
