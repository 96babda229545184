import { z } from "zod";

/** The answer to policy `ask`: start the machine, or do not. */
export const answerOverflowInput = z.object({
  overflowId: z.string().min(1).max(100),
  answer: z.enum(["yes", "no"]),
});
