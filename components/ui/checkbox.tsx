import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./cx";

/** A box to tick, with its label and a line about what ticking does. A native input under the drawing. */
export function Checkbox({
  label,
  hint,
  hideLabel,
  className,
  ...input
}: Omit<ComponentProps<"input">, "type" | "className"> & {
  label: ReactNode;
  hint?: ReactNode;
  hideLabel?: boolean;
  className?: string;
}) {
  const id = useId();
  return (
    <div className={cx("flex items-start gap-2", className)}>
      <span className="relative grid size-6 -m-1.25 flex-none place-items-center">
        <input
          id={id}
          type="checkbox"
          aria-describedby={hint ? `${id}-hint` : undefined}
          className="peer size-3.5 appearance-none rounded-xs border border-control-line bg-surface checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:bg-sunken"
          {...input}
        />
        <svg
          viewBox="0 0 24 24"
          className="pointer-events-none absolute size-2.5 stroke-on-accent opacity-0 peer-checked:opacity-100"
          fill="none"
          strokeWidth={3.5}
          strokeLinecap="round"
          strokeLinejoin="round"
          aria-hidden="true"
        >
          <path d="M20 6 9 17l-5-5" />
        </svg>
        <span
          aria-hidden="true"
          className="pointer-events-none absolute h-0.5 w-2 bg-on-accent opacity-0 peer-indeterminate:opacity-100"
        />
      </span>
      <span className={hideLabel ? "sr-only" : "min-w-0 -mt-0.75"}>
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        {hint ? (
          <span id={`${id}-hint`} className="block text-xs text-ink-3">
            {hint}
          </span>
        ) : null}
      </span>
    </div>
  );
}
