import { z } from "zod";
import { pageInput } from "../../page-input";

/** A page of imported files. */
export const importQuery = z.object(pageInput());
export type ImportQuery = z.infer<typeof importQuery>;
/** A page of a file's rows that were not counted. */
export const importRowQuery = z.object({
  importId: z.string().min(1).max(100),
  reason: z.string().max(100).optional(),
  ...pageInput(1000),
});
export type ImportRowQuery = z.infer<typeof importRowQuery>;
