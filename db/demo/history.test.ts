import { expect, test } from "vitest";
import { readQuantity } from "@/server/quantity";
import { growing } from "./history";

test("the year's readings are written as the API writes quantities, so that the story goes on without a conflict", () => {
  const times = Array.from({ length: 400 }, (_, n) => new Date(Date.parse("2026-01-01T00:00:00Z") + n * 900_000));
  const readings = growing(times, { from: 6900, to: 8420, wave: 0.05, seed: 7 });
  for (const { quantity } of readings) expect(readQuantity(quantity)).toEqual({ quantity });
  expect(readings.at(-1)?.quantity).toBe("8420");
});
