import { cloudSwatchClass } from "./cloud-color";

/** A cloud's color (`colorIndex` from 1), or the overflow's violet. Never without the name: see CloudName. */
export function Swatch({ colorIndex, overflow }: { colorIndex?: number; overflow?: boolean }) {
  const fill = overflow ? "bg-overflow" : colorIndex ? cloudSwatchClass(colorIndex) : "bg-line-strong";
  return <i aria-hidden="true" className={`inline-block size-2.5 flex-none rounded-[2px] ${fill}`} />;
}
