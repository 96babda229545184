import { z } from "zod";

/** The answer to policy `ask`: start the machine, or do not. */
export const answerOverflowInput = z.object({
  overflowId: z.string().min(1).max(100),
  answer: z.enum(["yes", "no"]),
});

const decimal = (what: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,15}(?:\.\d{1,9})?$/, `${what} must be a number such as 12 or 0.045, without separators.`);

/** One limit of one meter, as staff write it; amounts in the customer's currency. */
export const addSubscriptionInput = z.object({
  plan: z.string().min(1, "Choose a plan."),
  meter: z.string().min(1, "Choose a meter."),
  limit: decimal("The limit"),
  period: z.enum(["15min", "hour", "day", "week", "month"], "Choose a period."),
  thresholdPercent: decimal("The threshold").refine(
    (text) => Number(text) > 0 && Number(text) <= 100,
    "The threshold is a percentage from 1 to 100.",
  ),
  overRate: decimal("The rate"),
  billingStep: decimal("The step").refine((text) => Number(text) > 0, "The step must be above 0."),
  overflowPolicy: z.enum(["off", "ask", "automatic"], "Choose what happens above the limit."),
});
