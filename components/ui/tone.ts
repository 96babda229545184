/** The meanings color may carry. Violet (overflow) means one thing only: above the limit and carried. */
export type Tone = "plain" | "accent" | "fine" | "near" | "over" | "overflow" | "muted";

/** Text color of each tone. */
export const toneText: Record<Tone, string> = {
  plain: "text-ink",
  accent: "text-accent",
  fine: "text-fine",
  near: "text-near",
  over: "text-over",
  overflow: "text-overflow",
  muted: "text-ink-2",
};
