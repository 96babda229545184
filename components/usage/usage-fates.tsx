import { formatNumber } from "@/components/ui/format";
import { TextLink } from "@/components/ui/text-link";
import { countedFates, type Fate, fates, type SourceKind } from "@/server/usage/states";
import type { FateCount } from "@/server/usage/store/stored-records";

const words: Partial<Record<Fate, (n: number) => string>> = {
  conflict: (n) => (n === 1 ? "conflict" : "conflicts"),
  set_aside: () => "set aside",
  implausible: () => "rejected as implausible",
  voided: () => "voided",
  amended: () => "amended",
  unentitled: () => "of a machine without entitlement",
  filtered: () => "left out by the meter's filter",
  unknown_meter: () => "of an unknown meter",
  unknown_machine: () => "of an unknown machine",
  outside_subscription: () => "outside the subscription",
};

/** `sourceKind` where only that kind's records are meant. */
export type FateWord = { text: string; bad: boolean; fate: Fate; sourceKind?: SourceKind };

/** Where the records of a fate are listed. */
export type FateHref = (of: { fate: Fate; sourceKind?: SourceKind | undefined }) => string;

/**
 * The fates of records, those in the figures first: "1,061,214 counted · 748,310 driver shadowed · 3 conflicts". Of
 * what is shadowed the kind of source is named, since another kind's figures count in its place.
 */
export function fateWords(counts: FateCount[]): FateWord[] {
  const sums = new Map<string, { fate: Fate; kind: string; sourceKind: SourceKind; records: number }>();
  for (const { fate, sourceKind, records } of counts) {
    const kind = fate === "shadowed" ? `${sourceKind} ` : "";
    const sum = sums.get(kind + fate) ?? { fate, kind, sourceKind, records: 0 };
    sums.set(kind + fate, { ...sum, records: sum.records + records });
  }
  return [...sums.values()]
    .sort((a, b) => fates.indexOf(a.fate) - fates.indexOf(b.fate) || b.records - a.records)
    .map(({ fate, kind, sourceKind, records }) => ({
      fate,
      ...(kind && { sourceKind }),
      text: `${formatNumber(records)} ${kind}${words[fate]?.(records) ?? fate.replaceAll("_", " ")}`,
      bad: !countedFates.includes(fate) && fate !== "shadowed",
    }));
}

/** The kinds of source whose records are in the figures: "agent", "agent, file". */
export function countedFrom(counts: FateCount[]): string | undefined {
  const kinds = new Set(counts.filter(({ fate }) => countedFates.includes(fate)).map(({ sourceKind }) => sourceKind));
  return kinds.size === 0 ? undefined : [...kinds].sort().join(", ");
}

/** The cell "Records, by fate"; records that are in no figure are highlighted, and each leads to its records. */
export function Fates({ fates, hrefOf }: { fates: FateCount[]; hrefOf?: FateHref | undefined }) {
  const all = fateWords(fates);
  if (all.length === 0) return null;
  return (
    <span className="inline-block min-w-40">
      {all.map(({ text, bad, ...of }, at) => (
        <span key={text} className="whitespace-nowrap">
          {at > 0 ? <span aria-hidden="true"> · </span> : null}
          {hrefOf ? (
            <TextLink href={hrefOf(of)} plain {...(bad && { className: "text-over!" })}>
              {text}
            </TextLink>
          ) : (
            <span className={bad ? "text-over" : undefined}>{text}</span>
          )}
          {at < all.length - 1 ? <span className="sr-only">, </span> : null}
          <wbr />
        </span>
      ))}
    </span>
  );
}
