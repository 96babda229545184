import { type PricedVersion, versionsOfPlan } from "@/server/catalogue/plan-versions";
import { planBySlug } from "@/server/catalogue/queries";
import type { Context } from "@/server/context";
import { notFound } from "@/server/errors";

/** A version of a plan by its number, as addresses name it. @throws not_found */
export async function versionNumbered(
  ctx: Context,
  { slug, number }: { slug: string; number: string | number },
): Promise<PricedVersion> {
  const { id } = await planBySlug(ctx, slug);
  const found = (await versionsOfPlan(ctx, id)).find((one) => String(one.number) === String(number));
  if (!found) throw notFound("plan version", String(number));
  return found;
}
