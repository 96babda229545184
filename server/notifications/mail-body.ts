import { unseal } from "../keys/ring";

/** A mail as its sender writes it; server/notifications/mail-html.ts lays it out. Every text may be a customer's. */
export type MailBody = {
  /** Paragraphs, with an empty line between them. */
  text: string;
  /** Figures, one a line. */
  facts?: { label: string; value: string }[];
  /** A button, with its address below it. */
  link?: { label: string; url: string };
  /** Why the reader gets it: "You are an owner of Sea & Co." */
  why?: string;
  /** An instant (ISO 8601) after which the mail is of no use: its link has expired. */
  until?: string;
};

/** Purpose under which a secret body is sealed. */
export const noticeSeal = "notice";

/** The body of a mail, opened where it was sealed; null where it was removed. */
export function mailBody(body: Record<string, unknown>): MailBody | null {
  if ("removed" in body) return null;
  if (typeof body.sealed !== "string") return body as MailBody;
  return JSON.parse(unseal(Buffer.from(body.sealed, "base64"), noticeSeal).toString()) as MailBody;
}

/** What stands in place of a body whose link has served its purpose. */
export const removedBody = { removed: "It held a sign-in link and was removed once it was of no use any more." };
