import { z } from "zod";

/** What every list accepts beyond its filters: the `nextCursor` of the previous page, and how many rows a page has. */
export const pageInput = (most = 200) => ({
  cursor: z.string().max(2000).nullish(),
  limit: z.number().int().min(1).max(most).default(50),
});
