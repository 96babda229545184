import { createTransport } from "nodemailer";
import { env } from "../env";
import { unseal } from "../keys/ring";
import { type MailBody, noticeSeal } from "./enqueue-notice";

/** The body of a mail, opened where it was sealed. */
export function mailBody(body: Record<string, unknown>): MailBody {
  if (typeof body.sealed !== "string") return body as MailBody;
  return JSON.parse(unseal(Buffer.from(body.sealed, "base64"), noticeSeal).toString()) as MailBody;
}

/** In milliseconds; together below the lease of a delivery. */
const timeouts = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 8_000 };

/** Sends one mail through SMTP_URL. @returns what the mail server answered. @throws when it did not take it. */
export async function sendMail(notice: {
  id: string;
  recipient: string;
  subject: string;
  body: Record<string, unknown>;
}): Promise<Record<string, unknown>> {
  const { SMTP_URL, EMAIL_FROM, NEXTAUTH_URL } = env();
  const { text, link } = mailBody(notice.body);
  const transport = createTransport({ url: SMTP_URL, ...timeouts }, { from: EMAIL_FROM });
  try {
    const answer = await transport.sendMail({
      to: notice.recipient,
      subject: notice.subject,
      // The same id at each attempt: a server that took it before its answer was lost recognizes the double.
      messageId: `<${notice.id}@${new URL(NEXTAUTH_URL).hostname}>`,
      text: link ? `${text}\n\n${link.label}: ${link.url}\n` : `${text}\n`,
      html: link ? html(text, link) : undefined,
    });
    return { accepted: answer.accepted, response: answer.response, messageId: answer.messageId };
  } finally {
    transport.close();
  }
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function html(text: string, link: { label: string; url: string }): string {
  return `<p>${escaped(text)}</p><p><a href="${escaped(link.url)}">${escaped(link.label)}</a></p><p>${escaped(link.url)}</p>`;
}
