import { answerMail, pageLogo } from "@/app/mailbox/answer-mail";
import { env } from "@/server/env";
import { DomainError } from "@/server/errors";
import { handle } from "@/server/http/handle";
import { authorize } from "@/server/identity/permissions";
import { mailHtml } from "@/server/notifications/mail-html";
import { providerProfile } from "@/server/provider/queries";
import { pageStaff } from "@/server/trpc/caller";

export const dynamic = "force-dynamic";

/** A mail as customers get it, with the provider's look of now. */
export const GET = handle(async () => {
  const staff = await pageStaff();
  if (!staff) throw new DomainError("forbidden", "This is for the provider's staff.");
  authorize(staff, "provider.read");
  const provider = await providerProfile();
  const subject = `You are invited to Example Company at ${provider.displayName}`;
  const body = {
    text: "This is a sample. Mails about invitations, sign-in, limits and credit look like this.\n\nA mail holds everything as text too, for programs that show no HTML.",
    facts: [
      { label: "Use", value: "9 units" },
      { label: "Limit", value: "8 units" },
    ],
    link: { label: "Open the portal", url: env().NEXTAUTH_URL },
    why: "You receive this as an owner of Example Company.",
  };
  return answerMail(mailHtml(subject, body, provider, pageLogo(provider)));
});
