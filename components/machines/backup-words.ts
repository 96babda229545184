type Snapshot = { id: string; time: string; bytes: string };

/** The configured paths, from the root: one a line, else separated by blanks (docs/machine-api.md). */
export function backupPaths(paths: string): string[] {
  const parts = paths.includes("\n") ? paths.split("\n") : paths.split(" ");
  return parts.filter(Boolean).map((path) => `/${path.replace(/^\/+/, "")}`);
}

/** `every day`, `every 6 hours`, `every 30 minutes`. */
export function everyWords(seconds: number): string {
  const [length, unit] =
    seconds % 86_400 === 0 ? [86_400, "day"] : seconds % 3600 === 0 ? [3600, "hour"] : [60, "minute"];
  const count = Math.max(1, Math.round(seconds / length));
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}

/** Newest first. */
export const newestFirst = <S extends Snapshot>(snapshots: readonly S[]): S[] =>
  [...snapshots].sort((a, b) => b.time.localeCompare(a.time));

/** When the next backup is due; null before the first. */
export function nextBackup(snapshots: readonly Snapshot[], everySeconds: number): Date | null {
  const [newest] = newestFirst(snapshots);
  return newest && everySeconds > 0 ? new Date(Date.parse(newest.time) + everySeconds * 1000) : null;
}
