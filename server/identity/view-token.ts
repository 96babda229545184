import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "../env";

/** So long may one recorded view be continued. */
const lifeMs = 8 * 3_600_000;

const signed = (userId: string, content: string) =>
  createHmac("sha256", env().NEXTAUTH_SECRET).update(`view-as|${userId}|${content}`).digest("base64url");

/**
 * The cookie of a member of staff who views the portal as a customer. Only the verb that records the view in the audit
 * log is followed by one: a cookie made by hand, or another person's, opens nothing.
 */
export function viewToken(userId: string, customerId: string, now: Date): string {
  const content = `${customerId}.${now.getTime() + lifeMs}`;
  return `${content}.${signed(userId, content)}`;
}

/** The customer whom this person views by the cookie; null for any cookie that was not given to them, or is too old. */
export function viewedCustomer(token: string | undefined, userId: string | undefined, now: Date): string | null {
  const [, content, customerId, until, signature] = /^(([\w-]{1,100})\.(\d{13}))\.([\w-]{43})$/.exec(token ?? "") ?? [];
  if (!content || !customerId || !signature || userId === undefined || Number(until) <= now.getTime()) return null;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(signed(userId, content))) ? customerId : null;
}
