import Decimal from "decimal.js";
import { expect } from "vitest";
import type { billingEvents } from "@/db/schema";
import type { DueWindow } from "../../billing/engine/reference-model";
import type { Bills, Certainty } from "./bills";
import type { HistoryCompany } from "./history-company";

/**
 * A first event for each crossing, once, and further ones numbered on; one alone where overflow is off.
 * @param isRaced evaluators ran while the use came
 */
export function expectEvents(
  name: string,
  due: Map<string, DueWindow>,
  before: Bills,
  after: Bills,
  { policy, sure, isRaced }: Pick<HistoryCompany, "policy"> & { sure: Certainty; isRaced: boolean },
): void {
  const events = after.events.get(name) ?? [];
  const ordinals = events.map(({ ordinal }) => ordinal);
  const window = due.get(name);
  const crossed = before.events.has(name) || (window?.event ?? null) !== null;
  if (sure === "exact") expect({ name, crossed: ordinals.length > 0 }).toEqual({ name, crossed });
  const most = policy === "off" ? 1 : ordinals.length;
  expect({ name, ordinals }).toEqual({
    name,
    ordinals: Array.from({ length: Math.min(ordinals.length, most) }, (_, n) => n + 1),
  });
  const [first] = events;
  if (sure !== "exact" || !first || !window || before.events.has(name)) return;
  if (isRaced) expectPart(name, first, window);
  else expectStated(name, first, window);
}

/** Raised while use came, a first event states what was over by then. */
function expectPart(name: string, { excess }: Pick<typeof billingEvents.$inferSelect, "excess">, due: DueWindow): void {
  const within = new Decimal(excess).gt(0) && new Decimal(excess).lte(due.event ?? 0);
  expect({ name, excess, due: due.event, within }).toMatchObject({ name, within: true });
}

/** A first event states the excess, what that costs, and the cloud that is over its reference share by most. */
function expectStated(
  name: string,
  { excess, amountMinor, cloudId, breakdown }: typeof billingEvents.$inferSelect,
  { event, eventMinor, named }: DueWindow,
): void {
  expect({ name, excess, amountMinor }).toEqual({ name, excess: event, amountMinor: eventMinor });
  if (named) expect({ name, by: breakdown.by, cloud: cloudId }).toMatchObject({ name, ...named });
}
