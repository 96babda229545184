import { z } from "zod";

/** How billing events are listed: by number (the order in which they were raised) or by what they came to when raised. */
export const eventSorts = ["raised", "amount"] as const;

/** Filters of a list of billing events. `state` is the overflow's; `open` are those not at rest. */
export const listEventsInput = z.object({
  meter: z.string().max(100).optional(),
  cloud: z.string().max(100).optional(),
  state: z.string().max(40).optional(),
  search: z.string().trim().max(100).optional(),
  sort: z.enum(eventSorts).default("raised"),
  dir: z.enum(["up", "down"]).default("down"),
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^-?\d{1,18}\.\d{1,9}$/, "This is not where a page ends.")
    .optional(),
  limit: z.number().int().min(1).max(500).default(50),
});
export type ListEvents = z.infer<typeof listEventsInput>;

/** The number people say: EV-2031. */
export const eventNumberInput = z.object({ number: z.number().int().min(1).max(2_000_000_000) });

export const answerOverflowInput = z.object({
  overflowId: z.string().min(1).max(100),
  answer: z.enum(["yes", "no"]),
});
