import type { ProviderProfile } from "@/server/provider/queries";

/** A mail's HTML as a page: nothing runs in it, and nothing is loaded but the logo. */
export const answerMail = (html: string): Response =>
  new Response(html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "content-security-policy":
        "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      "x-content-type-options": "nosniff",
    },
  });

/** Where a page finds the logo that a mail carries as a part of itself. */
export const pageLogo = ({ logo }: Pick<ProviderProfile, "logo">) => logo && `/brand/logo?v=${logo.id}`;
