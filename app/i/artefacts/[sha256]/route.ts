import { streamArtefact } from "@/server/catalogue/stream-artefact";
import { jobRequest } from "@/server/context";
import { notFound } from "@/server/errors";
import { handle } from "@/server/http/handle";
import { limit } from "@/server/http/limits";
import { methods } from "@/server/http/methods";

export const dynamic = "force-dynamic";

/** A file that machines fetch while they install. It is named by its content, so any cache may store it for ever. */
const get = handle<{ sha256: string }>(async ({ params, address, now, answerHeaders }) => {
  await limit("artefact", address, answerHeaders);
  const file = /^[0-9a-f]{64}$/.test(params.sha256)
    ? await streamArtefact(jobRequest("artefacts", now), params.sha256)
    : null;
  if (!file) throw notFound("artefact", params.sha256.slice(0, 64));
  return new Response(file.body, {
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(file.sizeBytes),
      "cache-control": "public, max-age=31536000, immutable",
      etag: `"${params.sha256}"`,
      "x-content-type-options": "nosniff",
    },
  });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
