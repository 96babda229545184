import type { ReactNode } from "react";
import { cx } from "./cx";
import { PageLink } from "./page-link";

const box = "inline-flex max-w-full overflow-x-auto rounded-sm border border-line-strong bg-surface";
const item =
  "flex items-center border-l border-line px-2.5 text-xs font-medium whitespace-nowrap text-ink-2 first:border-l-0 hover:bg-hover max-sm:px-3.5";
const on = "bg-selected text-ink font-semibold hover:bg-selected";

type Shared = { label: string; tall?: boolean; className?: string };
type AsLinks = Shared & { items: { label: ReactNode; href: string; on?: boolean }[] };
type AsChoice = Shared & {
  name: string;
  items: { label: ReactNode; value: string }[];
  value?: string;
  defaultValue?: string;
  onChange?: (value: string) => void;
};

/**
 * A few exclusive choices in one bar. With `href`s it is links whose state lies in the URL; with `name` and `value`s it
 * is native radio inputs for forms and local state. `tall` matches form fields (32 px).
 */
export function Segmented(props: AsLinks | AsChoice) {
  const height = cx(props.tall ? "h-8" : "h-7.5", "max-sm:h-11");
  if (!("name" in props)) {
    return (
      <nav aria-label={props.label} className={cx(box, height, props.className)}>
        {props.items.map((one) => (
          <PageLink
            key={one.href}
            href={one.href}
            scroll={false}
            aria-current={one.on ? "true" : undefined}
            className={cx(item, "-outline-offset-2", one.on && on)}
          >
            {one.label}
          </PageLink>
        ))}
      </nav>
    );
  }
  const { value, defaultValue, onChange, name } = props;
  return (
    <div role="radiogroup" aria-label={props.label} className={cx(box, height, props.className)}>
      {props.items.map((one) => (
        <label
          key={one.value}
          className={cx(
            item,
            "relative cursor-pointer has-checked:bg-selected has-checked:font-semibold has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus",
          )}
        >
          <input
            type="radio"
            name={name}
            value={one.value}
            className="absolute inset-0 cursor-pointer opacity-0"
            {...(onChange
              ? { checked: value === one.value, onChange: () => onChange(one.value) }
              : { defaultChecked: defaultValue === one.value })}
          />
          {one.label}
        </label>
      ))}
    </div>
  );
}
