/** The provider as pages show it: its name, and the logo where it has one. */
export interface Brand {
  name: string;
  logo: { id: string; width: number; height: number } | null;
}

const widest = 176;

/**
 * The provider's logo; where there is none, a mark with the name. A logo is drawn for light ground, so it stands on
 * white in the dark theme. `markOnly` where there is room for a square alone.
 */
export function Logo({
  brand: { name, logo },
  markOnly,
  height = 20,
  className = "",
}: {
  brand: Brand;
  markOnly?: boolean;
  height?: number;
  className?: string;
}) {
  if (markOnly && logo) return <Initial name={name} className={className} />;
  if (markOnly) return <Mark height={height} className={className} />;
  if (logo) {
    const scale = Math.min((height + 6) / logo.height, widest / logo.width);
    const [width, high] = [logo.width, logo.height].map((side) => Math.max(1, Math.round(side * scale)));
    return (
      // biome-ignore lint/performance/noImgElement: it is small and cached for ever.
      <img
        src={`/brand/logo?v=${logo.id}`}
        alt={name}
        width={width}
        height={high}
        className={`dark:box-content dark:rounded-sm dark:bg-[#fff] dark:p-1 ${className}`}
      />
    );
  }
  return (
    <span className={`flex min-w-0 items-center gap-2 ${className}`}>
      <Mark height={height} className="flex-none" />
      <span className="line-clamp-2 min-w-0 text-sm leading-4 font-semibold tracking-tight text-ink">{name}</span>
    </span>
  );
}

/** Where a logo has no room. */
function Initial({ name, className }: { name: string; className: string }) {
  return (
    <span
      aria-hidden="true"
      className={`size-6 rounded-sm bg-accent text-center text-xs leading-6 font-bold text-on-accent ${className}`}
    >
      {[...name][0]?.toUpperCase()}
    </span>
  );
}

function Mark({ height, className }: { height: number; className?: string }) {
  return (
    <svg viewBox="0 0 24 24" height={height} width={height} aria-hidden="true" className={className}>
      <path fill="var(--color-mark)" d="M2 22V11.6h6.1c4.7 0 4.2 10.4 13.9 10.4z" />
      <path
        fill="none"
        stroke="var(--color-accent)"
        strokeWidth="3.4"
        strokeLinecap="round"
        d="M3.7 6.7h5.1c6.3 0 5 9.9 11.5 9.9"
      />
    </svg>
  );
}
