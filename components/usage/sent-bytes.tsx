import { formatBytes } from "@/components/ui/format";
import { ProgressBar } from "@/components/ui/progress-bar";

/** How much of an upload this page has sent. Nothing where none is under way. */
export function SentBytes({ sent }: { sent: { bytes: number; of: number } | null }) {
  if (!sent) return null;
  const words = `${formatBytes(sent.bytes)} of ${formatBytes(sent.of)} sent`;
  return (
    <div className="mt-3.5 grid gap-1.5" role="status">
      <ProgressBar label={words} parts={[{ percent: (sent.bytes * 100) / Math.max(1, sent.of) }]} />
      <span className="text-xs text-ink-2">{words}. Stay on this page until it is done.</span>
    </div>
  );
}
