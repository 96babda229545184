import { z } from "zod";

/** An IANA time zone by its name. An offset is none: PostgreSQL and JavaScript read its sign differently. */
export const timeZoneInput = z
  .string()
  .trim()
  .max(100, "A time zone such as Europe/Berlin.")
  .refine((zone) => /^[a-z]/i.test(zone) && isTimeZone(zone), "A time zone such as Europe/Berlin.");

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
