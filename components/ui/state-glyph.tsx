import type { StateShape, StateTone } from "./state-table";

const tones: Record<StateTone, string> = {
  fine: "text-fine",
  accent: "text-accent",
  grey: "text-ink-3",
  near: "text-near-mark",
  over: "text-over",
  overflow: "text-overflow",
};

const shapes: Record<StateShape, React.ReactNode> = {
  dot: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  half: (
    <>
      <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M5 1a4 4 0 0 1 0 8z" fill="currentColor" />
    </>
  ),
  ring: <circle cx="5" cy="5" r="3.8" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.4 1.6" />,
  triangle: <path d="M5 .6 9.8 9.2H.2z" fill="currentColor" />,
  pause: (
    <>
      <rect x="1.6" y="1" width="2.4" height="8" rx=".6" fill="currentColor" />
      <rect x="6" y="1" width="2.4" height="8" rx=".6" fill="currentColor" />
    </>
  ),
  square: <rect x="1" y="1" width="8" height="8" rx="1" fill="currentColor" />,
  drop: <path d="M5 0C6.4 2.4 8.6 4 8.6 6.4a3.6 3.6 0 0 1-7.2 0C1.4 4 3.6 2.4 5 0z" fill="currentColor" />,
  bar: <rect x="1" y="4.1" width="8" height="1.8" rx=".9" fill="currentColor" />,
};

/** The glyph of a state: its shape alone identifies it, for those who can't distinguish the colors. */
export function StateGlyph({ shape, tone }: { shape: StateShape; tone: StateTone }) {
  return (
    <svg viewBox="0 0 10 10" aria-hidden="true" className={`size-2.5 flex-none overflow-visible ${tones[tone]}`}>
      {shapes[shape]}
    </svg>
  );
}
