import { formatDateTime } from "@/components/ui/format-time";
import type { SourceKind } from "@/server/usage/states";

/** Kinds of source as staff choose and compare them. */
export const sourceWords: Record<SourceKind, string> = {
  agent: "Machines",
  driver: "Cloud driver",
  program: "Programs",
  file: "Files",
};

/** Since when a decision holds: the first record's holds for all use before staff decide. */
export const sinceWords = (validFrom: Date, zone: string): string =>
  validFrom.getTime() === 0 ? "the first record" : formatDateTime(validFrom, zone);
