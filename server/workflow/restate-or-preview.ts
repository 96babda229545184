import { inProvider, type Request } from "../context";
import { type Restated, restateFocus } from "../usage/imports/restate-focus";
import { type ChangePreview, previewed } from "./preview-change";

type Restate = Parameters<typeof restateFocus>[1];

/** Restates an import of a billing account and period, or says what that would change. */
export async function restateOrPreview(
  request: Request,
  given: Restate,
  { preview }: { preview: boolean },
): Promise<{ restated: Restated; preview: ChangePreview | null }> {
  const { customerId } = given;
  return inProvider(request, async (ctx) => {
    if (!preview) return { restated: await restateFocus(ctx, given), preview: null };
    const looked = await previewed(
      ctx,
      (inner) => restateFocus(inner, given),
      ({ touched }) => touched.map(({ meter, first, last }) => ({ customerId, meter, since: first, until: last })),
    );
    return { restated: looked.made, preview: looked.preview };
  });
}
