import { inProvider, newRequest } from "@/server/context";
import { notFound } from "@/server/errors";
import { handle } from "@/server/http/handle";
import { isDemo } from "@/server/identity/queries";
import { mailHtml } from "@/server/notifications/mail-html";
import { mailById } from "@/server/notifications/queries";
import { providerProfile } from "@/server/provider/queries";
import { answerMail, pageLogo } from "../answer-mail";

export const dynamic = "force-dynamic";

/** One mail of a demo as its reader's mail program shows it. */
export const GET = handle<{ id: string }>(async ({ params, now }) => {
  if (!(await isDemo())) throw notFound("mail", params.id);
  const request = newRequest({ kind: "job", id: "mailbox", label: "mailbox" }, now);
  const mail = await inProvider(request, (ctx) => mailById(ctx, params.id));
  const provider = await providerProfile();
  return answerMail(mailHtml(mail.subject, mail.body, provider, pageLogo(provider)));
});
