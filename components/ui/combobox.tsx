"use client";
import type { ReactNode } from "react";
import {
  Button as AriaButton,
  ComboBox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from "react-aria-components";
import { AriaRoot } from "./aria-root";
import { cx } from "./cx";
import { Icon } from "./icon";
import { inputClass } from "./input-class";

/**
 * A choice from a long list by typing (customers, machines). `name` sends the chosen value with its form. With
 * `onSearch` the options are those that hold what is typed, found elsewhere; `more`: there are others; `searching`:
 * they have not been found yet.
 */
export function Combobox({
  label,
  hint,
  error,
  name,
  options,
  value,
  defaultValue,
  onChange,
  onSearch,
  more,
  searching,
  placeholder,
  className,
}: {
  label: string;
  hint?: ReactNode;
  error?: ReactNode;
  name?: string;
  options: { value: string; label: string; detail?: string }[];
  value?: string | null;
  defaultValue?: string;
  onChange?: (value: string) => void;
  onSearch?: (text: string) => void;
  more?: boolean;
  searching?: boolean;
  placeholder?: string;
  className?: string;
}) {
  return (
    <AriaRoot>
      <ComboBox
        {...(name !== undefined && { name, formValue: "key" as const })}
        {...(value !== undefined && { value })}
        {...(defaultValue !== undefined && { defaultValue })}
        onChange={(key) => key !== null && onChange?.(String(key))}
        {...(onSearch && { onInputChange: onSearch, defaultFilter: () => true, allowsEmptyCollection: true })}
        isInvalid={Boolean(error)}
        menuTrigger="focus"
        className={cx("min-w-0", className)}
      >
        <Label className="mb-1 block text-sm font-[560]">{label}</Label>
        <span className="relative block">
          <Input className={cx(inputClass, "pr-9")} placeholder={placeholder} />
          <AriaButton className="absolute inset-y-0 right-0 grid w-8 place-items-center text-ink-3">
            <Icon name="chevron-down" size={14} />
          </AriaButton>
        </span>
        {error ? <FieldError className="mt-1 block text-xs text-over">{error}</FieldError> : null}
        {hint ? (
          <Text slot="description" className="mt-1 block text-xs text-ink-3">
            {hint}
          </Text>
        ) : null}
        <Popover className="animate-rise w-(--trigger-width) rounded-md bg-raised p-1 text-sm shadow-pop">
          <ListBox
            className="max-h-72 overflow-auto outline-none"
            renderEmptyState={() => (
              <p className="px-2 py-1.5 text-ink-3">{searching ? "Searching…" : "Nothing by that name."}</p>
            )}
          >
            {options.map((option) => (
              <ListBoxItem key={option.value} id={option.value} textValue={option.label} className={optionClass}>
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
          {more ? <p className="px-2 py-1.5 text-xs text-ink-3">More than these: type to narrow them.</p> : null}
        </Popover>
      </ComboBox>
    </AriaRoot>
  );
}

const optionClass =
  "group flex cursor-pointer items-start gap-2 rounded-sm px-2 py-1.5 outline-none data-[focused]:bg-hover data-[disabled]:cursor-default data-[disabled]:text-ink-3 max-sm:py-3";
