import { z } from "zod";
import { readQuantity } from "../quantity";

/** A quantity above 0, in plain decimals; null, "" or "none": there is no maximum. */
const maximum = z
  .string()
  .trim()
  .max(100, "The maximum is too long.")
  .nullable()
  .transform((text, issues) => {
    if (text === null || text === "" || text === "none") return null;
    const read = readQuantity(text);
    if ("quantity" in read && read.quantity !== "0") return read.quantity;
    issues.addIssue({ code: "custom", message: "The maximum is a decimal number above 0 and below 10^18, like 12.5." });
    return z.NEVER;
  });

/** What staff change of a meter. */
export const changeMeterInput = z.object({
  slug: z.string().min(1).max(200),
  plausibleRecord: maximum.describe("A record of more is set aside; null: none is. In the meter's unit"),
});
export type MeterChange = z.output<typeof changeMeterInput>;
