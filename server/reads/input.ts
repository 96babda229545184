import { z } from "zod";
import { storedDate } from "../instant";
import { overflowGroups } from "../overflow/states";
import { pageInput } from "../page-input";

const word = z.string().min(1).max(200);

/** What billing events are filtered and sorted by. */
export const eventFilter = z.object({
  q: word.optional(),
  customer: word.optional(),
  meter: word.optional(),
  cloud: word.optional(),
  group: z.enum(overflowGroups).optional(),
  since: storedDate.optional(),
  sort: z.enum(["raised", "amount"]).optional(),
});
export type EventFilter = z.infer<typeof eventFilter>;
/** A page of them. */
export const eventQuery = eventFilter.extend(pageInput(500));
export type EventQuery = z.infer<typeof eventQuery>;

/** What the exchanges with host clouds are filtered by. */
export const exchangeFilter = z.object({
  cloud: z.string().min(1).max(100).optional(),
  outcome: z.enum(["answered", "failed"]).optional(),
  subject: z.string().max(100).optional(),
  q: z.string().max(200).optional(),
});
/** A page of them. */
export const exchangeQuery = exchangeFilter.extend(pageInput(500));
export type ExchangeQuery = z.infer<typeof exchangeQuery>;
