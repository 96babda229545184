import { type ReactNode, useId } from "react";
import { cx } from "./cx";

/** What a control inside a Field must carry, so that label, hint and error are read with it. */
export interface FieldWiring {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

export interface FieldTexts {
  /** Above the control. */
  label: ReactNode;
  /** Marks the field as optional, behind the label in grey; a text explains it: "the billing contact's". */
  optional?: boolean | string;
  /** Below: the consequence of what is entered. */
  hint?: ReactNode;
  /** Below, in red: a sentence with the right form of the answer. What was typed stays. */
  error?: ReactNode;
  /** Label only for screen readers. */
  hideLabel?: boolean;
  className?: string;
}

/** Label, control, hint and error, wired together. `children` gets the ids to put on its control. */
export function Field({
  label,
  optional,
  hint,
  error,
  hideLabel,
  className,
  children,
}: FieldTexts & {
  children: (wiring: FieldWiring) => ReactNode;
}) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [error ? errorId : null, hint ? hintId : null].filter(Boolean).join(" ");
  return (
    <div className={cx("min-w-0", className)}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "mb-1 block text-sm font-[560]"}>
        {label}{" "}
        {optional ? <span className="unit">{optional === true ? "(optional)" : `(optional, ${optional})`}</span> : null}
      </label>
      {children({
        id,
        ...(described && { "aria-describedby": described }),
        ...(error ? { "aria-invalid": true } : {}),
      })}
      {error ? (
        <p id={errorId} className="mt-1 text-xs text-over">
          {error}
        </p>
      ) : null}
      {hint ? (
        <p id={hintId} className="mt-1 text-xs text-ink-3">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
