import { billedUnitOf } from "@/components/subscriptions/limit-words";
import { CloudName } from "@/components/ui/cloud-name";
import { formatChange, formatNumber, formatQuantity, formatRate } from "@/components/ui/format";
import { KeyValue } from "@/components/ui/key-value";
import type { CloudLook, StandingRow } from "@/server/reads/standings";

/** Of offset billing: each cloud's use over or under its reference share in the window so far, and their sum. */
export function OwnOffset({ row, clouds }: { row: StandingRow; clouds: CloudLook[] }) {
  const offset = row.standing.figures?.offset;
  if (!offset) return null;
  const show = (value: string) => formatNumber(value, { decimals: row.decimals });
  const lookOf = (id: string) => clouds.find((one) => one.id === id);
  const rate = formatRate(offset.rate, row.currency);
  return (
    <div className="border-t border-line px-4 py-3">
      <KeyValue
        items={[
          ...offset.clouds.map(({ cloudId, use, referenceShare, margin }) => ({
            label: <CloudName name={lookOf(cloudId)?.name ?? cloudId} colorIndex={lookOf(cloudId)?.colorIndex} />,
            value: `${show(use)} of ${show(referenceShare)}: ${formatChange(margin, row.decimals)}`,
          })),
          ...offset.unpriced.map((cloudId) => ({
            label: <CloudName name={lookOf(cloudId)?.name ?? "On-premises"} colorIndex={lookOf(cloudId)?.colorIndex} />,
            value: "no reference share, not billed",
          })),
          {
            label: "Net in this window so far",
            value: `${formatQuantity(offset.net, billedUnitOf(row), row.decimals)}${offset.net === "0" ? "" : ` at ${rate}`}`,
            strong: true,
          },
        ]}
      />
    </div>
  );
}
