import { z } from "zod";
import { instantInput, storedDate } from "../instant";
import { overflowGroups } from "../overflow/states";
import { pageInput } from "../page-input";
import { exportFormat } from "../usage/exports/input";

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

/** The statements that a file of costs holds: one, or those issued in a time. `from` belongs to it, `to` does not. */
const costTime = z.object({
  statement: z.string().trim().min(1).max(100).optional().describe("One statement, by its number or id"),
  from: instantInput.optional().describe("Statements issued then or later"),
  to: instantInput.optional().describe("Statements issued before"),
});
/** The same as an address or the command line asks for it. */
export const costQuestion = costTime
  .extend({ customer: z.string().trim().min(1).max(100).optional(), format: exportFormat })
  .refine(({ statement, from, to }) => statement !== undefined || (from !== undefined && to !== undefined), {
    error: "Name a statement, or give from and to.",
    path: ["from"],
  })
  .refine(({ from, to }) => !from || !to || from < to, { error: "It must be before to.", path: ["from"] });
/** A page of its rows. */
export const costQuery = costTime.extend({ cursor: z.string().max(2000).nullish() });
