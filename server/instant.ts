import { z } from "zod";

/** Times that every part (JavaScript, PostgreSQL, RFC 3339) writes alike. */
const [earliest, latest] = [0, Date.UTC(9999, 0, 1)];
const isStorableInstant = (at: Date) => at.getTime() >= earliest && at.getTime() < latest;

const range = { error: "Give a time between the years 1970 and 9998." };

/** The text of an RFC 3339 time with its zone, of an input. */
export const instantText = z.iso
  .datetime({ offset: true, error: "Give a time with its zone, like 2026-11-01T00:00:00Z." })
  .refine((text) => isStorableInstant(new Date(text)), range);
/** The instant that such a text names. */
export const instantInput = instantText.transform((text) => new Date(text));
/** A date that a procedure is given. */
export const storedDate = z.date().refine(isStorableInstant, range);

const written =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,40})?)?(?: ?(?:Z|UTC|GMT)|([+-])(\d{2}):([0-5]\d))$/i;
/** The widest offset of a zone that ISO 8601's users know (java.time.ZoneOffset); the widest in use is 14 hours. */
const widestOffset = 18 * 60;

/**
 * Reads a time with its zone as senders and files write it, to the millisecond: RFC 3339, also without seconds
 * (ISO 8601, as Azure exports) or with UTC in words (as BigQuery exports). A leap second is the second that follows it.
 * @returns null for any other text, for a day that does not exist, and outside the years 1970 to 9998
 */
export function readInstant(text: string): Date | null {
  const match = written.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second = "00", fraction = ".", sign, hours = 0, minutes = 0] = match;
  const leap = second === "60";
  const local = new Date(`${year}-${month}-${day}T${hour}:${minute}:${leap ? "59" : second}Z`);
  if (Number.isNaN(local.getTime())) return null;
  if (local.getUTCDate() !== Number(day) || local.getUTCHours() !== Number(hour)) return null; // 30 February, 24:00
  const offset = Number(hours) * 60 + Number(minutes);
  if (offset > widestOffset) return null;
  const whole = new Date(local.getTime() - (sign === "-" ? -offset : offset) * 60_000);
  // Leap seconds are put in at the end of a day in UTC.
  if (leap && (whole.getUTCHours() !== 23 || whole.getUTCMinutes() !== 59)) return null;
  const at = new Date(whole.getTime() + (leap ? 1000 : Number(fraction.slice(1, 4).padEnd(3, "0"))));
  return isStorableInstant(at) ? at : null;
}
