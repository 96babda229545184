import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { markSvg } from "@/server/provider/mark";
import { paletteOf } from "@/server/provider/palette";
import { providerProfile } from "@/server/provider/queries";
import { answerAsset } from "../answer-asset";

export const dynamic = "force-dynamic";

/** The mark in the provider's color, for the browser's tab. */
const get = handle(async ({ request }) => {
  const { color } = await providerProfile();
  const svg = markSvg({ dam: "#26363b", water: paletteOf(color ?? "#0b6478").light.accent });
  return answerAsset(request, color ?? "none", "image/svg+xml", svg);
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get }, { plain: true });
