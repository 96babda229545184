import { artefactContent } from "@/server/catalogue/queries";
import { inProvider, jobRequest } from "@/server/context";
import { notFound } from "@/server/errors";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { limitRate } from "@/server/http/rate-limit";

export const dynamic = "force-dynamic";

/** A file that machines fetch while they install. It is named by its content, so any cache may keep it for ever. */
const get = handle<{ sha256: string }>(async ({ params, address, now }) => {
  limitRate("artefact", address, { perMinute: 600, burst: 300 });
  const file = /^[0-9a-f]{64}$/.test(params.sha256)
    ? await inProvider(jobRequest("artefacts", now), (ctx) => artefactContent(ctx, params.sha256))
    : null;
  if (!file) throw notFound("artefact", params.sha256.slice(0, 64));
  return new Response(new Uint8Array(file.content), {
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(file.content.length),
      "cache-control": "public, max-age=31536000, immutable",
      etag: `"${params.sha256}"`,
      "x-content-type-options": "nosniff",
    },
  });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
