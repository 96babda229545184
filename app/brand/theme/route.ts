import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { themeSheet } from "@/server/provider/palette";
import { providerProfile } from "@/server/provider/queries";
import { answerAsset } from "../answer-asset";

export const dynamic = "force-dynamic";

/** The design's tokens in the provider's color; empty without one. */
const get = handle(async ({ request }) => {
  const { color } = await providerProfile();
  return answerAsset(request, color ?? "none", "text/css; charset=utf-8", color ? themeSheet(color) : "");
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get }, { plain: true });
