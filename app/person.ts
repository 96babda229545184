import type { NavGroup, PaletteItem } from "@/components/frame/frame-types";
import type { MenuAction } from "@/components/ui/menu-list";
import type { CurrentUser } from "@/server/identity/current-user";

const signOut = { action: "/api/session/sign-out" };

/** The menu of the person signed in: name, the other part of the product, sign-out. */
export function personOf(user: CurrentUser, other?: { href: string; label: string }) {
  const name = user.name ?? user.email;
  const items: MenuAction[] = [
    { id: "who", label: name, icon: "user", disabledReason: user.name ? user.email : "Signed in" },
    ...(other ? [{ id: "other", icon: "external" as const, ...other }] : []),
    { id: "sign-out", label: "Sign out", icon: "logout", post: signOut, divided: true },
  ];
  return { name, initials: initialsOf(name), items };
}

/** What the palette always offers: the pages of the navigation, `actions`, and signing out. */
export function paletteOf(nav: NavGroup[], actions: PaletteItem[]): PaletteItem[] {
  const pages = nav.flatMap(({ items }) => items.map(({ href, label, icon }) => ({ id: href, label, icon, href })));
  return [...pages, ...actions, { id: "sign-out", label: "Sign out", icon: "logout", post: signOut, group: "Actions" }];
}

/** One or two letters for a name: "Mia Berg" MB, "mia@example.com" M. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const first = words[0] ?? name;
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return `${[...first][0] ?? "?"}${[...last][0] ?? ""}`.toUpperCase();
}
