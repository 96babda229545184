import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dataDir } from "./installation";

export type Duration = { days?: number; hours?: number; minutes?: number; seconds?: number };

const file = () => path.join(dataDir(), "clock");

/**
 * The time that portal, worker, clouds and agents read: the file's instant plus what has passed since it was written
 * (server/clock.ts).
 */
function clockNow(): Date {
  return new Date(Date.parse(readFileSync(file(), "utf8").trim()) + (Date.now() - statSync(file()).mtimeMs));
}

/** Moves that time on, for all processes at once. @returns the new time */
export function moveClock({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Duration): Date {
  const moved = new Date(clockNow().getTime() + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
  // Renamed into place: nobody reads half an instant.
  writeFileSync(`${file()}.new`, `${moved.toISOString()}\n`);
  renameSync(`${file()}.new`, file());
  return moved;
}
