import { formatBytes, formatCount, formatNumber } from "@/components/ui/format";
import { workedUploadStates } from "@/server/usage/states";
import type { Upload } from "@/server/usage/uploads/list-uploads";
import { reasonCounts } from "./import-words";

type Standing = Pick<
  Upload,
  "state" | "way" | "bytes" | "received" | "rowsRead" | "rowsExpected" | "preview" | "fault"
>;

/** Where an upload stands, as a sentence. */
export function uploadSentence(upload: Standing): string {
  const { state, bytes, received, fault } = upload;
  if (state === "receiving") return `${formatBytes(received)} of ${formatBytes(bytes)} have come.`;
  if (state === "checking") return fault ?? rowsOf(upload) ?? "The dry run begins in a moment.";
  if (state === "importing") return fault ?? rowsOf(upload) ?? "The import begins in a moment.";
  if (state === "checked") return previewSentence(upload);
  return state === "failed" ? (fault ?? "") : "";
}

const rowsOf = ({ rowsRead, rowsExpected }: Standing): string | null =>
  rowsRead === null ? null : `${formatNumber(rowsRead)} of ${formatCount(rowsExpected ?? rowsRead, "row")} read.`;

/** How much of it is done, in percent; null where nothing is under way. */
export function uploadPercent({ state, bytes, received, rowsRead, rowsExpected }: Standing): number | null {
  if (state === "receiving") return bytes === 0n ? 0 : Number((received * 100n) / bytes);
  if (!workedUploadStates.some((worked) => worked === state)) return null;
  return rowsExpected ? Math.floor(((rowsRead ?? 0) * 100) / rowsExpected) : 0;
}

/** By which version of a cloud's mapping rules. */
export const rulesWords = (version: number): string =>
  version === 0 ? "by the default mapping" : `by mapping version ${formatNumber(version)}`;

/** What the dry run came to. */
function previewSentence({ way, preview }: Standing): string {
  if (!preview) return "";
  const { rows, counted, duplicates, listed, reasons, amended, voided, windows } = preview;
  const others = listed - duplicates;
  const parts = [
    `${formatCount(rows, "row")}: ${formatNumber(counted)} would be ${way === "import" ? "counted" : "new or changed"}`,
    `${formatNumber(duplicates)} ${duplicates === 1 ? "is" : "are"} known`,
    `${formatNumber(others)} would not be counted${others > 0 ? ` (${reasonCounts(reasons)})` : ""}`,
  ];
  const by = preview.mappingVersion === undefined ? "" : `, ${rulesWords(preview.mappingVersion)}`;
  const first = `${parts.join(", ")}${by}.`;
  if (way === "import") return `${first} Nothing is stored yet.`;
  const { charged, takenBack } = windows;
  const judged = `${formatCount(windows.judged, "window")} would be judged again: ${formatNumber(charged)} charged more, ${formatNumber(takenBack)} proposed to be taken back.`;
  return `${first} ${formatCount(amended, "record")} would be amended and ${formatNumber(voided)} voided. ${judged} Nothing is stored yet.`;
}
