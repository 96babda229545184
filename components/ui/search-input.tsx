"use client";
import type { FormEvent } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";
import { inputClass } from "./input-class";
import { useAddressSearch } from "./use-address-search";

/**
 * The search of a list, which begins while one types: it puts `name` into the URL. Without script it is a form by GET.
 * `others` are the other filters, sent along; the cursor is left out, since a new search starts at the first page.
 */
export function SearchInput({
  name = "q",
  label,
  path,
  defaultValue = "",
  placeholder,
  others = {},
  className,
}: {
  name?: string;
  label: string;
  /** The list's page. */
  path: string;
  defaultValue?: string;
  placeholder?: string;
  others?: Record<string, string>;
  className?: string;
}) {
  const { text, searching, search, type } = useAddressSearch({ name, path, defaultValue, others });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search(text);
  };
  return (
    <form method="get" action={path} className={cx("relative w-62 max-sm:w-full", className)} onSubmit={submit}>
      {Object.entries(others).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <Icon
        name="search"
        size={14}
        className="pointer-events-none absolute top-2 left-2.25 text-ink-3 max-sm:top-3.75"
      />
      <input
        type="search"
        name={name}
        aria-label={label}
        aria-busy={searching || undefined}
        value={text}
        onChange={({ target }) => type(target.value)}
        placeholder={placeholder ?? label}
        className={cx(inputClass, "h-7.5 pl-7.5 text-xs")}
      />
    </form>
  );
}
