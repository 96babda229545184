const ticks = Array.from({ length: 61 }, (_, at) => at);

/** An illustration next to the sign-in form. */
export function SpillPicture() {
  return (
    <aside className="relative overflow-hidden border-l border-line bg-surface max-lg:hidden">
      <p className="absolute top-18 right-20 left-12 max-w-110 text-xl leading-9 font-[600] tracking-[-0.02em]">
        What goes over the limit has somewhere to go.
      </p>
      <svg
        viewBox="0 0 640 900"
        className="absolute inset-0 size-full"
        preserveAspectRatio="xMinYMax slice"
        aria-hidden="true"
      >
        <rect y="270" width="400" height="640" fill="var(--color-sunken)" />
        {ticks.map((at) => (
          <path
            key={at}
            d={`M398 ${290 + at * 10}h-${at % 10 === 0 ? 26 : at % 5 === 0 ? 16 : 9}`}
            stroke="var(--color-ink-3)"
            opacity={at % 10 === 0 ? 0.9 : 0.5}
          />
        ))}
        {[10, 8, 6, 4, 2].map((thousands, at) => (
          <text key={thousands} x="362" y={394 + at * 100} fontSize="12" textAnchor="end" className="fill-ink-3">
            {thousands},000
          </text>
        ))}
        <path d="M0 290H400" stroke="var(--color-ink)" strokeWidth="1.5" />
        <text x="48" y="316" fontSize="13" fontWeight="640">
          limit
        </text>
        <path d="M0 340H372" stroke="var(--color-ink)" strokeDasharray="5 4" />
        <text x="48" y="361" fontSize="12" className="fill-ink-2">
          threshold
        </text>
        {[1, 0.86, 0.72, 0.58, 0.44, 0.3].map((opacity, at) => (
          <path
            key={opacity}
            d={`M-10 ${254 + at * 6}H404C480 ${254 + at * 6} 470 ${770 + at * 6} 660 ${784 + at * 6}`}
            fill="none"
            stroke="var(--color-overflow)"
            strokeWidth="6.4"
            opacity={opacity}
          />
        ))}
        <path d="M400 287h4C474 287 468 800 660 815V900H400z" fill="var(--color-dam)" />
      </svg>
    </aside>
  );
}
