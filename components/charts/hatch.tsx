/** The violet hatch of what is above the limit and carried, as an SVG pattern. */
export function Hatch({ id }: { id: string }) {
  return (
    <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="5" height="5" fill="var(--color-overflow)" />
      <rect width="1.6" height="5" fill="var(--color-on-overflow)" opacity=".35" />
    </pattern>
  );
}
