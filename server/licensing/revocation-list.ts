import type { Context } from "../context";
import { env } from "../env";
import { signJws } from "../keys/jws";
import { revokedDocuments } from "./queries";

/** The machine's revocation list as a JWS, or null while nothing of it was ever called back. Its sequence only rises. */
export async function revocationList(
  ctx: Context,
  input: { customerId: string; machineId: string },
): Promise<string | null> {
  const { seq, jti } = await revokedDocuments(ctx, input.customerId, input.machineId);
  if (seq === 0) return null;
  const iat = Math.floor(ctx.now.getTime() / 1000);
  return (await signJws("license", { iss: env().origin, aud: input.machineId, iat, seq, jti })).jws;
}
