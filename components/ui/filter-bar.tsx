import type { ReactNode } from "react";
import { cx } from "./cx";
import { Icon, type IconName } from "./icon";
import { Menu } from "./menu";
import type { MenuAction } from "./menu-list";
import { PageLink } from "./page-link";

const chip =
  "inline-flex h-7.5 max-w-full items-center gap-1.5 rounded-sm border px-2.25 text-xs font-[520] whitespace-nowrap max-sm:h-11";

/** A filter in force: "State is not released", a link (`removeHref`) takes it away. */
export interface ActiveFilter {
  label: string;
  value: ReactNode;
  removeHref: string;
}

/** A choice that is always there: `Cloud all 4`, opening a menu of links. */
export interface FilterChoice {
  label: string;
  value?: ReactNode;
  icon?: IconName;
  options: MenuAction[];
}

/**
 * Filters as links, so that their state lies in the URL: search, what is in force, what may be chosen; at the right
 * sort and columns.
 */
export function FilterBar({
  search,
  active = [],
  choices = [],
  controls = [],
  right,
  clearHref,
  className,
}: {
  search?: ReactNode;
  active?: ActiveFilter[];
  choices?: FilterChoice[];
  /** Choices that are found by typing, as controls of their own. */
  controls?: ReactNode[];
  right?: ReactNode;
  clearHref?: string;
  className?: string;
}) {
  return (
    <div className={cx("mb-3 flex flex-wrap items-center gap-2", className)}>
      {search}
      {active.map((one) => (
        <span key={one.label + one.removeHref} className={cx(chip, "border-accent-line bg-accent-wash pr-0.5")}>
          <span className="text-ink-3">{one.label}</span>
          <ChosenWords>{one.value}</ChosenWords>
          <PageLink
            href={one.removeHref}
            aria-label={`Remove the filter ${one.label}`}
            className="grid size-6 place-items-center rounded-xs text-ink-3 hover:text-ink max-sm:size-10"
          >
            <Icon name="x" size={14} />
          </PageLink>
        </span>
      ))}
      {choices.map((one) => (
        <Menu
          key={one.label}
          label={one.label}
          items={one.options}
          className={cx(
            "h-7.5! max-w-full px-2.25! text-xs! font-[520]! shadow-none! max-sm:h-11!",
            !one.value && "border-dashed! bg-transparent!",
          )}
        >
          {one.value ? <span className="text-ink-3">{one.label}</span> : <Icon name={one.icon ?? "plus"} size={14} />}
          {one.value ? <ChosenWords>{one.value}</ChosenWords> : one.label}
          {one.value ? <Icon name="chevron-down" size={14} className="text-ink-3" /> : null}
        </Menu>
      ))}
      {controls}
      {clearHref && active.length > 1 ? (
        <PageLink href={clearHref} className="text-xs font-[560] text-accent hover:underline">
          Clear
        </PageLink>
      ) : null}
      {right ? <div className="ml-auto flex flex-wrap items-center gap-2 max-sm:ml-0">{right}</div> : null}
    </div>
  );
}

/** What is chosen: of a long name as much as there is room for, and all of it on hover. */
function ChosenWords({ children }: { children: ReactNode }) {
  return (
    <span className="min-w-0 truncate" dir="auto" title={typeof children === "string" ? children : undefined}>
      {children}
    </span>
  );
}
