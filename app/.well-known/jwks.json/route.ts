import { createPublicKey } from "node:crypto";
import { handle } from "@/server/http/handle";
import { publicKeys } from "@/server/keys/signing-keys";

export const dynamic = "force-dynamic";

/** The public keys that license documents are verified with, off-line. During a rotation there are two. */
export const GET = handle(async () => {
  const keys = (await publicKeys("license")).map(({ kid, pem }) => ({
    ...createPublicKey(pem).export({ format: "jwk" }),
    kid,
    alg: "ES256",
    use: "sig",
  }));
  return new Response(JSON.stringify({ keys }), {
    headers: { "content-type": "application/jwk-set+json", "cache-control": "public, max-age=300" },
  });
});
