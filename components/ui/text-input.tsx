import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Field, type FieldTexts } from "./field";
import { inputClass } from "./input-class";

/**
 * A line of text with its label, hint and error. `mono` for ids, serials and keys, `large` (36 px) alone on a page.
 * Other props go to the input.
 */
export function TextInput({
  label,
  optional,
  hint,
  error,
  hideLabel,
  className,
  mono,
  large,
  ...input
}: FieldTexts & Omit<ComponentProps<"input">, "className"> & { mono?: boolean; large?: boolean }) {
  return (
    <Field {...{ label, optional, hint, error, hideLabel, className }}>
      {(wiring) => (
        <input
          className={cx(
            inputClass,
            mono && "font-mono",
            large && "sm:h-9",
            input.type === "file" && "file-field bg-surface!",
          )}
          {...input}
          {...wiring}
        />
      )}
    </Field>
  );
}
