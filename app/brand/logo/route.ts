import { inProvider, newRequest } from "@/server/context";
import { DomainError } from "@/server/errors";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { logoPng, providerProfile } from "@/server/provider/queries";
import { answerAsset } from "../answer-asset";

export const dynamic = "force-dynamic";

/** The provider's logo, for everybody: it stands on the sign-in page. */
const get = handle(async ({ request, now }) => {
  const { logo } = await providerProfile();
  const actor = { kind: "job", id: "brand", label: "brand" } as const;
  const png = logo && (await inProvider(newRequest(actor, now), (ctx) => logoPng(ctx, logo.id)));
  if (!logo || !png) throw new DomainError("not_found", "There is no logo.");
  return answerAsset(request, logo.id, "image/png", new Uint8Array(png));
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get }, { plain: true });
