import type { Context } from "../context";
import { countUnder } from "../http/limits";
import { newId } from "../ids";
import { enqueueNotice } from "../notifications/enqueue-notice";
import type { MailBody } from "../notifications/mail-body";
import { currentProvider } from "../provider/queries";
import { createSignInLink } from "./create-sign-in-link";
import { openInvitations, userByEmail } from "./queries";

/**
 * Mails a one-use link to a person who has an account or an invitation. The caller gives everybody the same answer, so
 * that nobody learns which addresses are known; above the mail limit of an address nothing is sent.
 */
export async function requestSignIn(
  ctx: Context,
  input: { email: string; next?: string | null },
): Promise<{ mailed: boolean }> {
  const { refused } = await countUnder("signInMail", input.email);
  if (refused) return { mailed: false };
  const user = await userByEmail(ctx, input.email);
  const known = user ? !user.disabledAt : (await openInvitations(ctx, input.email)).length > 0;
  if (!known) return { mailed: false };
  const { url, minutes } = await createSignInLink(ctx, input);
  await enqueueNotice(ctx, {
    customerId: null,
    kind: "mail",
    dedupeKey: newId("request", ctx.now),
    recipient: input.email,
    subject: `Your link to sign in to ${(await currentProvider(ctx)).displayName}`,
    body: {
      text: `A link to sign in was requested for this address. It works once, within ${minutes} minutes.\n\nIf you did not request it, ignore this mail: without the link nobody signs in.`,
      link: { label: "Sign in", url },
      until: new Date(ctx.now.getTime() + minutes * 60_000).toISOString(),
    } satisfies MailBody,
    secret: true,
  });
  return { mailed: true };
}
