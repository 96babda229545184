import type { ProviderProfile } from "@/server/provider/queries";

/**
 * A file of the provider's look. Its address names its version (`v`), under which it never changes; without the
 * right one it is asked for each time. Whatever it holds, a browser that opens it by itself runs nothing.
 */
export function answerAsset(request: Request, version: string, type: string, content: BodyInit): Response {
  const known = new URL(request.url).searchParams.get("v") === version;
  return new Response(content, {
    headers: {
      "content-type": type,
      "cache-control": known ? "public, max-age=31536000, immutable" : "no-cache",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      "x-content-type-options": "nosniff",
      "content-disposition": "inline",
    },
  });
}

const versioned = (name: string, version: string) => `/brand/${name}?v=${encodeURIComponent(version)}`;

/** The address of the style sheet with the provider's color; null where the design's own color stands. */
export const themeAddress = ({ color }: Pick<ProviderProfile, "color">) => color && versioned("theme", color);

/** The address of the icon in the browser's tab. */
export const iconAddress = ({ color }: Pick<ProviderProfile, "color">) =>
  color ? versioned("icon", color) : "/icon.svg";
