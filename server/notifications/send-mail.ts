import { createTransport } from "nodemailer";
import { inProvider, jobRequest } from "../context";
import { env } from "../env";
import { logoPng, type ProviderProfile, providerProfile } from "../provider/queries";
import type { MailBody } from "./mail-body";
import { mailHtml } from "./mail-html";
import { mailText } from "./mail-text";
import { mailFault } from "./refused-for-good";

/** In milliseconds; together below the lease of a delivery. */
const timeouts = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 8_000 };

/** The logo as a part of the mail: it is shown without asking the portal, which need not be reachable. */
const logoPart = "logo";

/**
 * Sends one mail through SMTP_URL, as HTML and as text.
 * @returns what the mail server answered
 * @throws RefusedForGood where the server will never take this mail; another error where a later attempt may succeed
 */
export async function sendMail(
  notice: { id: string; recipient: string; subject: string },
  body: MailBody,
): Promise<Record<string, unknown>> {
  const { SMTP_URL, NEXTAUTH_URL } = env();
  const provider = await providerProfile();
  const png = await logoOf(provider);
  const host = new URL(NEXTAUTH_URL).hostname;
  const transport = createTransport({ url: SMTP_URL, ...timeouts });
  try {
    const answer = await transport.sendMail({
      from: { name: provider.displayName, address: senderOf(provider, host) },
      to: notice.recipient,
      subject: notice.subject,
      // The same id at each attempt: a server that took it before its answer was lost recognizes the double.
      messageId: `<${notice.id}@${host}>`,
      // Nobody's answering machine answers a machine (RFC 3834; Exchange's own).
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
      text: mailText(body, provider),
      html: mailHtml(notice.subject, body, provider, png ? `cid:${logoPart}` : null),
      attachments: png
        ? [
            {
              cid: logoPart,
              filename: "logo.png",
              content: png,
              contentType: "image/png",
              contentDisposition: "inline",
            },
          ]
        : [],
    });
    return { accepted: answer.accepted, response: answer.response, messageId: answer.messageId };
  } catch (error) {
    throw mailFault(error);
  } finally {
    transport.close();
  }
}

/** The address mails come from. Until one is set, the portal's own host has one that nobody reads. */
function senderOf({ sender }: ProviderProfile, host: string): string {
  return sender ?? `no-reply@${/[a-z]/i.test(host) && !host.startsWith("[") ? host : "localhost"}`;
}

async function logoOf({ logo }: ProviderProfile): Promise<Buffer | null> {
  return logo && inProvider(jobRequest("mail"), (ctx) => logoPng(ctx, logo.id));
}
