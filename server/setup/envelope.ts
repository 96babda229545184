import { z } from "zod";
import { signJws, verifyJws } from "../keys/jws";
import { envelopeBytesMax, labelOf } from "./rules";

export type Provisioning = {
  iss: string;
  jti: string;
  tok: string;
  svc: string;
  os: string;
  lic: string;
  acct: string;
  company: string;
  serial: string | null;
  allocationBytes: bigint | null;
  expiresAt: Date;
};

/**
 * Signs an installer's provisioning information (docs/rules.md 8.3): at most 900 bytes. Both informations are in
 * it: the customer's account identifier, and the machine's serial or allocation.
 * @throws Error where one of them is missing: such an envelope is not made.
 */
export async function signEnvelope(input: Provisioning): Promise<string> {
  if (!input.acct || (!input.serial && input.allocationBytes === null))
    throw new Error("An envelope needs the account identifier, and the serial or the allocation.");
  const claims = (label: string) => ({
    iss: input.iss,
    jti: input.jti,
    tok: input.tok,
    aud: "installer",
    svc: input.svc,
    os: input.os,
    lic: input.lic,
    acct: input.acct,
    ...(label ? { label } : {}),
    ...(input.serial ? { ser: input.serial } : {}),
    ...(input.allocationBytes === null ? {} : { alloc: input.allocationBytes.toString() }),
    exp: Math.floor(input.expiresAt.getTime() / 1000),
  });
  const { jws } = await signJws("installer", claims(labelOf(input.company)));
  if (jws.length <= envelopeBytesMax) return jws;
  // A long origin or serial: the label is for people only and is dropped.
  const short = (await signJws("installer", claims(""))).jws;
  if (short.length > envelopeBytesMax)
    throw new Error(
      `The envelope has ${short.length} bytes; ${envelopeBytesMax} are allowed. Shorten SPILLWAY_ORIGIN.`,
    );
  return short;
}

const claims = z.object({
  aud: z.literal("installer"),
  jti: z.string(),
  tok: z.string(),
  lic: z.string(),
  svc: z.string(),
  exp: z.number(),
});

/** The claims of an envelope that this portal signed; else null. The caller judges its expiry. */
export async function readEnvelope(envelope: string): Promise<z.infer<typeof claims> | null> {
  const payload = await verifyJws("installer", envelope);
  return claims.safeParse(payload).data ?? null;
}
