"use client";
import type { ReactNode } from "react";
import {
  Button as AriaButton,
  Select as AriaSelect,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from "react-aria-components";
import { cx } from "./cx";
import { Icon } from "./icon";
import { inputClass } from "./input-class";

/**
 * A choice from a list, with label, hint and error. `name` sends it with its form. An option may carry a line of
 * detail.
 */
export function Select({
  label,
  optional,
  hint,
  error,
  hideLabel,
  name,
  options,
  value,
  defaultValue,
  onChange,
  placeholder = "Choose",
  disabled,
  className,
}: {
  label: string;
  optional?: string;
  hint?: ReactNode;
  error?: ReactNode;
  hideLabel?: boolean;
  name?: string;
  options: { value: string; label: string; detail?: string; disabled?: boolean }[];
  value?: string | null;
  defaultValue?: string;
  onChange?: (value: string) => void;
  placeholder?: string;
  disabled?: boolean;
  className?: string;
}) {
  return (
    <AriaSelect
      {...(name !== undefined && { name })}
      {...(value !== undefined && { value })}
      {...(defaultValue !== undefined && { defaultValue })}
      onChange={(key) => key !== null && onChange?.(String(key))}
      isDisabled={disabled ?? false}
      isInvalid={Boolean(error)}
      placeholder={placeholder}
      aria-label={hideLabel ? label : undefined}
      className={cx("min-w-0", className)}
    >
      {hideLabel ? null : (
        <Label className="mb-1 block text-sm font-[560]">
          {label} {optional ? <span className="unit">{optional}</span> : null}
        </Label>
      )}
      <AriaButton className={cx(inputClass, "flex items-center gap-2 text-left", Boolean(error) && "border-over")}>
        <SelectValue className="min-w-0 flex-1 truncate data-[placeholder]:text-ink-3">
          {({ selectedText, defaultChildren }) => selectedText ?? defaultChildren}
        </SelectValue>
        <Icon name="chevron-down" size={14} className="text-ink-3" />
      </AriaButton>
      {error ? <FieldError className="mt-1 block text-xs text-over">{error}</FieldError> : null}
      {hint ? (
        <Text slot="description" className="mt-1 block text-xs text-ink-3">
          {hint}
        </Text>
      ) : null}
      <Popover className="animate-rise w-(--trigger-width) min-w-40 rounded-md bg-raised p-1 text-sm shadow-pop">
        <ListBox className="max-h-72 overflow-auto outline-none">
          {options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              textValue={option.label}
              isDisabled={option.disabled ?? false}
              className={optionClass}
            >
              <Icon name="check" size={14} className="invisible mt-0.75 text-accent group-data-[selected]:visible" />
              <span className="min-w-0">
                <Text slot="label" className="block">
                  {option.label}
                </Text>
                {option.detail ? (
                  <Text slot="description" className="block text-xs text-ink-3">
                    {option.detail}
                  </Text>
                ) : null}
              </span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

/** The look of one option in a list box, shared with Combobox. */
export const optionClass =
  "group flex cursor-pointer items-start gap-2 rounded-sm px-2 py-1.5 outline-none data-[focused]:bg-hover data-[disabled]:cursor-default data-[disabled]:text-ink-3 max-sm:py-3";
