import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { privateCa } from "@/server/setup/private-ca";

export const dynamic = "force-dynamic";

/**
 * The certificates of the private CA that the portal's own certificate comes from. Whoever fetches them has no reason
 * to trust this connection yet: the install line carries their SHA-256.
 */
const get = handle(async () => {
  const ca = privateCa();
  const about = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  if (!ca) return new Response("This portal has no private CA.\n", { status: 404, headers: about });
  return new Response(ca.pem, { headers: { ...about, "content-type": "application/x-pem-file" } });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get }, { plain: true });
