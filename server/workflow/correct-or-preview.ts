import type { Context } from "../context";
import type { Corrected } from "../usage/corrections/make-correction";
import { type ChangePreview, previewed } from "./preview-change";

/** What came of a correction: made, or only looked at. Windows are given for a preview alone. */
export type CorrectionAnswer = {
  correctionId: string | null;
  records: number;
  figures: Corrected["figures"];
  /** Of a back-fill: records that were back-filled so before. */
  duplicates: number;
  preview: ChangePreview | null;
};

/** Makes a correction of use, or says what it would change: figures, standings, events and charges. */
export async function correctOrPreview(
  ctx: Context,
  of: { customerId: string; preview: boolean },
  correct: (inner: Context) => Promise<Corrected>,
): Promise<CorrectionAnswer> {
  if (!of.preview) {
    const { correctionId, records, figures, duplicates = 0 } = await correct(ctx);
    return { correctionId, records, figures, duplicates, preview: null };
  }
  const { made, preview } = await previewed(ctx, correct, ({ touched }) =>
    touched.map(({ meter, first, last }) => ({ customerId: of.customerId, meter, since: first, until: last })),
  );
  const { records, figures, duplicates = 0 } = made;
  return { correctionId: null, records, figures, duplicates, preview };
}
