import type { ProviderProfile } from "../provider/queries";
import type { MailBody } from "./mail-body";

/** The same mail as plain text: whoever reads no HTML misses nothing. */
export function mailText(
  body: MailBody,
  { displayName, address }: Pick<ProviderProfile, "displayName" | "address">,
): string {
  const facts = (body.facts ?? []).map(({ label, value }) => `${label}: ${value}`).join("\n");
  const link = body.link ? `${body.link.label}:\n${body.link.url}` : "";
  // The line that mail programs know as the begin of a signature.
  const signature = ["-- ", displayName, ...(address ? [address] : [])].join("\n");
  return `${[body.text.trim(), facts, link, body.why ?? "", signature].filter((part) => part !== "").join("\n\n")}\n`;
}
