"use client";
import { cx } from "@/components/ui/cx";
import { Icon } from "@/components/ui/icon";
import { PageLink } from "@/components/ui/page-link";
import { activeItem } from "./active-item";
import type { NavGroup, NavItem } from "./frame-types";
import { useWay } from "./use-way";

/** The navigation. The rail shows icons only, with a dot where a count needs attention. */
export function NavList({ groups, large }: { groups: NavGroup[]; large?: boolean }) {
  const { path, awaited } = useWay();
  const active = activeItem(groups, awaited ?? path) ?? activeItem(groups, path);
  return (
    <ul className="flex flex-col gap-px">
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity but their place
        <li key={at}>
          {group.label ? (
            <p className="px-2 pt-3 pb-1 text-2xs font-medium text-ink-3 rail:invisible rail:h-3 rail:overflow-hidden rail:p-0">
              {group.label}
            </p>
          ) : null}
          <ul className="flex flex-col gap-px">
            {group.items.map((item) => (
              <li key={item.href}>
                <PageLink
                  href={item.href}
                  aria-current={item === active ? "page" : undefined}
                  title={item.label}
                  className={cx(
                    "relative flex items-center gap-2.25 rounded-sm px-2 text-sm rail:px-2.5",
                    large ? "h-11" : "h-7.5",
                    item === active
                      ? "bg-selected font-[620] text-ink shadow-[inset_2px_0_0_var(--color-accent)]"
                      : "font-[520] text-ink-2 hover:bg-hover hover:text-ink",
                  )}
                >
                  <Icon name={item.icon} />
                  <span className="min-w-0 truncate rail:sr-only">{item.label}</span>
                  <Count item={item} />
                </PageLink>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function Count({ item }: { item: NavItem }) {
  if (!item.count) return null;
  const tone = item.tone ?? "plain";
  const look = {
    plain: "text-ink-3 rail:hidden",
    over: "bg-over-wash font-semibold text-over rail:bg-over",
    overflow: "bg-overflow-wash font-semibold text-overflow rail:bg-overflow",
  }[tone];
  return (
    <span
      className={cx(
        "ml-auto rounded-[8px] px-1.25 text-2xs rail:absolute rail:top-1.25 rail:right-1.25 rail:size-1.5 rail:overflow-hidden rail:p-0 rail:text-transparent",
        look,
      )}
    >
      {item.count.toLocaleString("en-US")}
    </span>
  );
}
