import type { LinkState } from "./states";

export type LinkLife = { revokedAt: Date | null; expiresAt: Date; uses: number; usesMax: number };

/** Whether a link still hands anything out. */
export function linkState(link: LinkLife, now: Date): LinkState {
  if (link.revokedAt) return "revoked";
  if (link.expiresAt <= now) return "expired";
  return link.uses >= link.usesMax ? "spent" : "open";
}

/** One plain sentence for who opens a link that hands nothing out. */
export const linkSentence: Record<Exclude<LinkState, "open"> | "unknown", string> = {
  unknown: "This installation link is not known here. Ask for a new one.",
  revoked: "This installation link was revoked. Ask for a new one.",
  expired: "This installation link has expired. Ask for a new one.",
  spent: "This installation link is used up. Ask for a new one.",
};

/** A company's name for the envelope: without control characters, at most 40 bytes, never half a character. */
export function labelOf(company: string): string {
  let label = "";
  for (const character of company.replace(/\p{Cc}+/gu, " ").trim()) {
    if (Buffer.byteLength(label + character) > 40) break;
    label += character;
  }
  return label;
}

/** The largest envelope: the MSI's blob holds 993 bytes (docs/rules.md 8.3). */
export const envelopeBytesMax = 900;
