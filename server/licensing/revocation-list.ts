import type { Context } from "../context";
import { env } from "../env";
import { signJws } from "../keys/jws";
import { licenseOf, revokedDocuments } from "./queries";

/**
 * The machine's revocation list as a JWS, or null while nothing of it was ever called back. Its sequence only rises. It
 * says the license's state as well, since a machine whose license is suspended must not say that it was revoked.
 */
export async function revocationList(
  ctx: Context,
  input: { customerId: string; machineId: string },
): Promise<string | null> {
  const { seq, jti } = await revokedDocuments(ctx, input.customerId, input.machineId);
  if (seq === 0) return null;
  const license = await licenseOf(ctx, input.customerId, input.machineId);
  const iat = Math.floor(ctx.now.getTime() / 1000);
  return (await signJws("license", { iss: env().origin, aud: input.machineId, iat, seq, jti, state: license?.state }))
    .jws;
}
