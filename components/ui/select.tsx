"use client";
import { useState } from "react";
import { cx } from "./cx";
import { Field, type FieldTexts } from "./field";
import { Icon } from "./icon";
import { inputClass } from "./input-class";

/**
 * A choice from a list, the browser's own, with label, hint and error. `name` sends it with its form. An option may
 * carry a line of detail, which is shown once it is chosen.
 */
export function Select({
  label,
  optional,
  hint,
  error,
  hideLabel,
  className,
  name,
  options,
  value,
  defaultValue,
  onChange,
  placeholder = "Choose",
  disabled,
}: FieldTexts & {
  name?: string;
  options: { value: string; label: string; detail?: string; disabled?: boolean }[];
  value?: string;
  defaultValue?: string;
  onChange?: (value: string) => void;
  placeholder?: string;
  disabled?: boolean;
}) {
  const [own, setOwn] = useState(defaultValue ?? "");
  const chosen = value ?? own;
  const detail = options.find((option) => option.value === chosen)?.detail;
  return (
    <Field {...{ label, optional, error, hideLabel, className }} hint={detail ?? hint}>
      {(wiring) => (
        <span className="relative block">
          <select
            name={name}
            value={chosen}
            disabled={disabled}
            onChange={(event) => {
              setOwn(event.target.value);
              onChange?.(event.target.value);
            }}
            className={cx(inputClass, "appearance-none truncate pr-8")}
            {...wiring}
          >
            {chosen === "" && options.every(({ value }) => value !== "") ? (
              <option value="" disabled>
                {placeholder}
              </option>
            ) : null}
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon
            name="chevron-down"
            size={14}
            className="pointer-events-none absolute top-2.25 right-2.5 text-ink-3 max-sm:top-3.75"
          />
        </span>
      )}
    </Field>
  );
}
