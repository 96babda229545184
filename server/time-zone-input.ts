import { z } from "zod";

/** An IANA time zone. */
export const timeZoneInput = z
  .string()
  .trim()
  .refine((zone) => isTimeZone(zone), "A time zone such as Europe/Berlin.");

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
