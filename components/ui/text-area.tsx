import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Field, type FieldTexts } from "./field";
import { inputClass } from "./input-class";

/** Several lines of text with label, hint and error. `mono` for commands and templates. */
export function TextArea({
  label,
  optional,
  hint,
  error,
  hideLabel,
  className,
  mono,
  rows = 4,
  ...input
}: FieldTexts & Omit<ComponentProps<"textarea">, "className"> & { mono?: boolean }) {
  return (
    <Field {...{ label, optional, hint, error, hideLabel, className }}>
      {(wiring) => (
        <textarea
          rows={rows}
          className={cx(inputClass, "h-auto py-1.5 max-sm:h-auto", mono && "font-mono")}
          {...input}
          {...wiring}
        />
      )}
    </Field>
  );
}
