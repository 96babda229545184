import { and, count, eq } from "drizzle-orm";
import { notices } from "@/db/schema";
import type { Context } from "../context";
import { env } from "../env";
import { noticesIn } from "../notifications/conditions";
import type { failedNoticeStates } from "../notifications/states";
import type { Check } from "./check";

/** Mails and cloud notices whose last attempt failed; refused mails wait for staff, the others are tried again. */
export async function failingCounts(ctx: Context) {
  const number = async (kind: "mail" | "cloud", state: (typeof failedNoticeStates)[number]) => {
    const [row] = await ctx.tx
      .select({ n: count() })
      .from(notices)
      .where(and(eq(notices.kind, kind), noticesIn[state]));
    return row?.n ?? 0;
  };
  return {
    failingMails: await number("mail", "failing"),
    refusedMails: await number("mail", "refused"),
    failingCloudNotices: await number("cloud", "failing"),
  };
}

/**
 * Without a mail server invitations and sign-in links reach nobody; the demo stores them in its mailbox. A refused mail
 * needs attention until staff send it again or dismiss it.
 */
export function mailCheck({ failingMails, refusedMails }: { failingMails: number; refusedMails: number }): Check {
  const { SPILLWAY_MODE, SMTP_URL, OIDC_ISSUER } = env();
  if (!SMTP_URL && SPILLWAY_MODE !== "demo") {
    const what = "SMTP_URL is not set: invitations, sign-in links and warnings are stored and reach nobody. Set it.";
    return { part: "mail", ok: false, what: OIDC_ISSUER ? `${what} Sign-in by OpenID Connect works without.` : what };
  }
  const faults = [
    ...(refusedMails > 0
      ? [`${refusedMails} refused for good: correct and send again, or dismiss, under Notices.`]
      : []),
    ...(failingMails > 0 ? [`${failingMails} could not be sent yet. Their errors stand under Notices.`] : []),
  ];
  if (faults.length > 0) return { part: "mail", ok: false, what: faults.join(" ") };
  return { part: "mail", ok: true, what: SMTP_URL ? "Mails go out." : "Mails are stored in the demo's mailbox." };
}
