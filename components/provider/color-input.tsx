"use client";
import { Field } from "@/components/ui/field";
import { inputClass } from "@/components/ui/input-class";
import { wholeColor } from "./provider-type";

/** What the picker shows while the text is no color: the design's own. */
const own = "#0b6478";

const sixDigits = (text: string) => {
  const digits = (wholeColor(text) ?? own).replace("#", "");
  return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits}`.toLowerCase();
};

/** A color as text, with the browser's picker next to it. */
export function ColorInput({
  value,
  onChange,
  error,
  disabled,
}: {
  value: string;
  onChange: (value: string) => void;
  error?: string;
  disabled?: boolean;
}) {
  return (
    <Field
      label="Color"
      optional
      error={error}
      hint="Of links and buttons. Its hue is used; where it could not be read it is made darker or lighter."
    >
      {(wiring) => (
        <div className="flex gap-2">
          <input
            name="color"
            value={value}
            placeholder={own}
            onChange={(event) => onChange(event.target.value)}
            disabled={disabled}
            className={`${inputClass} w-32 font-mono max-sm:w-full`}
            {...wiring}
          />
          <input
            type="color"
            aria-label="Pick a color"
            value={sixDigits(value)}
            onChange={(event) => onChange(event.target.value)}
            disabled={disabled}
            className="h-8 w-10 flex-none rounded-sm border border-control-line bg-surface p-0.5 max-sm:h-11 max-sm:w-12"
          />
        </div>
      )}
    </Field>
  );
}
