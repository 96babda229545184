"use client";
import { cx } from "./cx";
import { inputClass } from "./input-class";
import { useAddressSearch } from "./use-address-search";

/**
 * One end of a list's time, a filter that applies while one types: it puts `name` into the URL as `2026-11-20T10:00`,
 * in the zone that the label names. Without script it is a form by GET.
 */
export function TimeInput({
  name,
  label,
  path,
  defaultValue,
  others,
}: {
  name: string;
  /** With the zone: "From (UTC)". */
  label: string;
  /** The list's page. */
  path: string;
  defaultValue: string;
  others: Record<string, string>;
}) {
  const { text, searching, search, type } = useAddressSearch({ name, path, defaultValue, others });
  return (
    <form
      method="get"
      action={path}
      className="max-sm:w-full"
      onSubmit={(event) => {
        event.preventDefault();
        search(text);
      }}
    >
      {Object.entries(others).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <label className="flex items-center gap-1.5 text-xs text-ink-3 max-sm:justify-between">
        {label}
        <input
          type="datetime-local"
          name={name}
          aria-busy={searching || undefined}
          value={text}
          onChange={({ target }) => type(target.value)}
          className={cx(inputClass, "h-7.5 w-46! text-xs max-sm:w-56!")}
        />
      </label>
    </form>
  );
}
