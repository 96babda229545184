import { cx } from "./cx";
import { Icon } from "./icon";
import { inputClass } from "./input-class";

/**
 * The search of a list: a form that puts `name` into the URL by GET. `others` are the other filters, sent along; the
 * cursor is left out, since a new search starts at the first page.
 */
export function SearchInput({
  name = "q",
  label,
  defaultValue,
  placeholder,
  others = {},
  className,
}: {
  name?: string;
  label: string;
  defaultValue?: string;
  placeholder?: string;
  others?: Record<string, string>;
  className?: string;
}) {
  return (
    <form method="get" className={cx("relative w-62 max-sm:w-full", className)}>
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
        defaultValue={defaultValue}
        placeholder={placeholder ?? label}
        className={cx(inputClass, "h-7.5 pl-7.5 text-xs")}
      />
    </form>
  );
}
