import { expect, test } from "vitest";
import { z } from "zod";
import { validFilter } from "./valid-filter";

test("what a filter's schema does not accept is left out, each part for itself", () => {
  const schema = z.object({
    state: z.enum(["open", "spent"]).optional(),
    since: z.coerce.date().optional(),
    limit: z.number().default(50),
  });
  expect(validFilter(schema, { state: "open", since: "not a day", other: "x", limit: "many" })).toEqual({
    state: "open",
    limit: 50,
  });
  expect(validFilter(schema, { state: "gone", since: "2026-11-01" })).toEqual({
    since: new Date("2026-11-01"),
    limit: 50,
  });
});
