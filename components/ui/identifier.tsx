import { CopyButton } from "./copy-button";

/** An id in mono, never shortened (on a phone it may break), with a button that copies it. */
export function Identifier({ value, label }: { value: string; label?: string }) {
  return (
    <span className="inline-flex items-center gap-0.5">
      <span className="mono whitespace-nowrap max-sm:whitespace-normal max-sm:[overflow-wrap:anywhere]">{value}</span>
      <CopyButton value={value} label={label ?? "Copy the id"} iconOnly />
    </span>
  );
}
