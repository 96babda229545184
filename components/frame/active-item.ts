import type { NavGroup, NavItem } from "./frame-types";

/** The navigation's item that a path belongs to: the longest one that the path starts with. */
export function activeItem(groups: NavGroup[], path: string): NavItem | undefined {
  const fits = (item: NavItem) => path === item.href || (!item.exact && path.startsWith(`${item.href}/`));
  return groups
    .flatMap((group) => group.items)
    .filter(fits)
    .sort((a, b) => b.href.length - a.href.length)[0];
}
