import type { JudgedUse, UsePreview } from "./preview-use";

/** What other use would do, as programs see it, by the API and by the command line. */
export const shownUsePreview = ({ uses, standings, left }: UsePreview) => ({
  uses,
  standings: standings.map(
    ({ windowStart, windowEnd, before, after, difference, meterName: _, cloud: __, ...standing }) => ({
      ...standing,
      windowStart: windowStart.toISOString(),
      windowEnd: windowEnd.toISOString(),
      before: shownUse(before),
      after: shownUse(after),
      difference: { use: difference.use, aboveLimit: difference.excess },
    }),
  ),
  left,
});

function shownUse({ figures, charge, ...judged }: JudgedUse) {
  const { use: useNow, aggregate: use, covered, overflow, excess, increment: aboveLimit, offset, sentence } = figures;
  return {
    ...{ use, useNow, covered, overflow, excess, aboveLimit },
    ...judged,
    chargeMinor: charge?.minor.toString() ?? null,
    offset: offset ?? null,
    sentence,
  };
}
