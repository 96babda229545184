import { guardGuesses } from "@/server/http/guesses";
import { type Call, handle } from "@/server/http/handle";
import { limit } from "@/server/http/limits";
import { methods } from "@/server/http/methods";
import { type HandedOut, openLink } from "@/server/setup/open-link";

export const dynamic = "force-dynamic";

type Params = { link: string };

/**
 * `/i/{secret}.sh` is the collector, `/i/{secret}` the page with the button. Opening either, as previews and scanners
 * do, spends nothing.
 */
const get = handle<Params>(async (call) => {
  const [, secret = "", script] = /^(.+?)(\.sh)?$/.exec(call.params.link) ?? [];
  return answer(call, await open(call, secret, script ? "script" : "page"), false);
});

/** The page's button: the file. */
const post = handle<Params>(async (call) => answer(call, await open(call, call.params.link, "script"), true));

async function open(call: Call<Params>, secret: string, what: "script" | "page"): Promise<HandedOut> {
  const { address, requestId, now } = call;
  await limit("link", address, call.answerHeaders);
  const asked = () => openLink({ requestId, now }, { secret, what, address });
  const unknown = (out: HandedOut) => out.kind === "refused" && out.status === 404;
  return guardGuesses({ kind: "link", address, credential: secret }, asked, { answers: unknown });
}

/** The address is a secret: no cache stores it and no referrer passes it on. */
const careful = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex",
};

function answer({ requestId }: Call<Params>, out: HandedOut, attached: boolean): Response {
  const about = { ...careful, "x-request-id": requestId };
  switch (out.kind) {
    case "refused":
      return new Response(`${out.sentence}\n`, {
        status: out.status,
        headers: { ...about, "content-type": "text/plain; charset=utf-8" },
      });
    case "page":
      return new Response(out.html, {
        headers: {
          ...about,
          "content-type": "text/html; charset=utf-8",
          "content-security-policy":
            "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        },
      });
    case "script":
      return new Response(out.script, {
        headers: {
          ...about,
          "content-type": attached ? "application/x-sh; charset=utf-8" : "text/x-shellscript; charset=utf-8",
          ...(attached ? { "content-disposition": 'attachment; filename="install.sh"' } : {}),
        },
      });
  }
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post }, { plain: true });
