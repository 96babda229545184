import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Field, type FieldTexts } from "./field";
import { inputClass } from "./input-class";

/** A number as the string that was typed, so that no float touches it; `unit` or `currency` is shown in the box. */
export function NumberInput({
  label,
  optional,
  hint,
  error,
  hideLabel,
  className,
  unit,
  currency,
  ...input
}: FieldTexts & Omit<ComponentProps<"input">, "className" | "type"> & { unit?: string; currency?: string }) {
  return (
    <Field {...{ label, optional, hint, error, hideLabel, className }}>
      {(wiring) => (
        <span className="relative block">
          {currency ? (
            <span className="unit pointer-events-none absolute inset-y-0 left-2.5 grid place-items-center text-sm">
              {currency}
            </span>
          ) : null}
          <input
            inputMode="decimal"
            autoComplete="off"
            className={cx(
              inputClass,
              currency && "pl-7",
              unit && (unit.length > 4 ? "pr-16" : "pr-12"),
              unit && "text-right",
            )}
            {...input}
            {...wiring}
          />
          {unit ? (
            <span className="unit pointer-events-none absolute inset-y-0 right-2.5 grid place-items-center text-sm">
              {unit}
            </span>
          ) : null}
        </span>
      )}
    </Field>
  );
}
