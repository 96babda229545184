import { formatPeriod } from "@/components/ui/format-time";
import { FocusDialog } from "./focus-dialog";
import type { usageQuestionOf } from "./usage-question";

/** Downloads all use of the page's period as a FOCUS file. */
export function FocusExport({
  question: { period, zone, asked },
  path,
  whose,
  customer,
}: {
  question: ReturnType<typeof usageQuestionOf>;
  /** The page's, under which the file is answered. */
  path: string;
  /** In words, in the console. */
  whose?: string;
  customer?: string | undefined;
}) {
  const time = { from: period.from.toISOString(), to: period.to.toISOString() };
  return (
    <FocusDialog
      address={`${path}/export/focus?${new URLSearchParams({ ...time, ...(customer && { customer }) })}`}
      what={`All use${whose ? ` of ${whose}` : ""}, ${formatPeriod(period.from, period.to, zone)} (${zone})`}
      grain={asked.grain === "day" ? "day" : "hour"}
    />
  );
}
