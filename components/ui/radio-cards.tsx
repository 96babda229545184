import type { ReactNode } from "react";
import { cx } from "./cx";
import { Icon, type IconName } from "./icon";

/**
 * A choice of a few, each as a card with icon, name and a line (the services on the install page). Native radio inputs:
 * works in a form without script. A disabled card shows its reason in `text`.
 */
export function RadioCards({
  legend,
  name,
  options,
  value,
  defaultValue,
  onChange,
  hideLegend,
  columns = 3,
  className,
}: {
  legend: string;
  name: string;
  hideLegend?: boolean;
  columns?: 1 | 2 | 3;
  options: { value: string; label: ReactNode; text?: ReactNode; icon?: IconName; disabled?: boolean }[];
  value?: string;
  defaultValue?: string;
  onChange?: (value: string) => void;
  className?: string;
}) {
  const grid = { 1: "grid-cols-1", 2: "grid-cols-2", 3: "grid-cols-3" }[columns];
  return (
    <fieldset className={className}>
      <legend className={hideLegend ? "sr-only" : "mb-1 text-sm font-[560]"}>{legend}</legend>
      <div className={cx("grid gap-2 max-sm:grid-cols-1", grid)}>
        {options.map((option) => (
          <label
            key={option.value}
            className="group relative flex cursor-pointer gap-2.5 rounded-md px-3 py-2.5 shadow-[inset_0_0_0_1px_var(--color-line-strong)] transition-colors duration-(--duration-fast) hover:bg-hover has-checked:bg-accent-wash has-checked:shadow-[inset_0_0_0_1.5px_var(--color-accent)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus has-disabled:cursor-default has-disabled:bg-sunken has-disabled:text-ink-3"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              disabled={option.disabled}
              className="absolute inset-0 cursor-[inherit] opacity-0"
              {...(onChange
                ? { checked: value === option.value, onChange: () => onChange(option.value) }
                : { defaultChecked: defaultValue === option.value })}
            />
            {option.icon ? <Icon name={option.icon} className="mt-0.5 text-ink-3 group-has-checked:text-ink" /> : null}
            <span className="min-w-0">
              <span className="block text-sm font-[600]">{option.label}</span>
              {option.text ? <span className="block text-xs text-ink-2">{option.text}</span> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
