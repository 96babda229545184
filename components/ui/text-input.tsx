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
          className={cx(inputClass, mono && "font-mono", large && "sm:h-9", input.type === "file" && fileClass)}
          {...input}
          {...wiring}
        />
      )}
    </Field>
  );
}

/** The button of a field that takes files; nobody types into it, yet it is not read only. */
const fileClass =
  "cursor-pointer bg-surface! file:mr-3 file:h-full file:cursor-pointer file:border-0 file:bg-transparent file:p-0 file:font-[560] file:text-accent";
