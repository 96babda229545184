import type { Context } from "../context";
import type { Corrected } from "../usage/corrections/make-correction";
import { type ChangePreview, previewed } from "./preview-change";

/** What came of a correction: made, or only looked at. Windows are given for a preview alone. */
export type CorrectionAnswer = {
  correctionId: string | null;
  records: number;
  figures: Corrected["figures"];
  preview: ChangePreview | null;
};

/** Makes a correction of use, or says what it would change: figures, standings, events and charges. */
export async function correctOrPreview(
  ctx: Context,
  of: { customerId: string; preview: boolean },
  correct: (inner: Context) => Promise<Corrected>,
): Promise<CorrectionAnswer> {
  if (!of.preview) {
    const { correctionId, records, figures } = await correct(ctx);
    return { correctionId, records, figures, preview: null };
  }
  const { made, preview } = await previewed(ctx, correct, ({ touched }) =>
    touched.map(({ meter, first, last }) => ({ customerId: of.customerId, meter, since: first, until: last })),
  );
  return { correctionId: null, records: made.records, figures: made.figures, preview };
}
