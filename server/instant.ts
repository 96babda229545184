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

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * Reads an RFC 3339 time with its zone as senders and files write it, to the millisecond.
 * @returns null for any other text, for a day that does not exist, and outside the years 1970 to 9998
 */
export function readInstant(text: string): Date | null {
  const match = rfc3339.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = match;
  const local = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(local.getTime())) return null;
  if (local.getUTCDate() !== Number(day) || local.getUTCHours() !== Number(hour)) return null; // 30 February, 24:00
  const offset = zone.toUpperCase() === "Z" ? 0 : offsetMs(zone);
  const at = new Date(local.getTime() - offset + Math.trunc(Number(`0${fraction || ".0"}`) * 1000));
  return isStorableInstant(at) ? at : null;
}

function offsetMs(zone: string): number {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone[0] === "-" ? -1 : 1) * minutes * 60_000;
}
