import { createHmac, timingSafeEqual } from "node:crypto";
import { linkKey } from "../keys/signing-keys";

/**
 * A join state as the machine stores it: the counter, the key that signs it, and the signature over both and the
 * machine.
 */
export async function signJoinState(machineId: string, counter: number): Promise<string> {
  const { kid, secret } = await linkKey();
  return `${counter}.${kid}.${mac(secret, machineId, counter)}`;
}

/** The counter of a join state that this portal gave this machine, or null. */
export async function readJoinState(machineId: string, text: string): Promise<number | null> {
  const [digits = "", kid = "", given = "", more] = text.split(".");
  if (!/^\d{1,9}$/.test(digits) || more !== undefined) return null;
  const key = await linkKey(kid).catch(() => null); // A key this portal never had.
  if (!key) return null;
  const expected = Buffer.from(mac(key.secret, machineId, Number(digits)));
  const presented = Buffer.from(given);
  return presented.length === expected.length && timingSafeEqual(presented, expected) ? Number(digits) : null;
}

const mac = (secret: Buffer, machineId: string, counter: number) =>
  createHmac("sha256", secret).update(`join|${machineId}|${counter}`).digest("base64url").slice(0, 27);

export type JoinCounters = { current: number; before: number | null };

/**
 * What follows from the counter a machine presents; null is a clone. The current one moves on. The one presented last
 * time is taken once more, since its answer may have been lost, and gets a new one, so that of two that share it the
 * other is shown. A higher one was given before the portal was restored to an older state: it is taken up again.
 */
export function nextJoinState(held: JoinCounters, presented: number): JoinCounters | null {
  if (presented >= held.current) return { current: presented + 1, before: presented };
  if (presented === held.before) return { current: held.current + 1, before: held.before };
  return null;
}
