import type { MenuAct } from "@/components/ui/menu-list";
import type { CurrentUser } from "@/server/identity/current-user";

/** The person at the top right: who they are, where else they may go, the way out. */
export function personOf(user: CurrentUser, leave: () => Promise<never>, other?: { href: string; label: string }) {
  const name = user.name ?? user.email;
  const items: MenuAct[] = [
    { id: "who", label: name, icon: "user", disabledReason: user.name ? user.email : "Signed in" },
    ...(other ? [{ id: "other", icon: "external" as const, ...other }] : []),
    { id: "leave", label: "Sign out", icon: "logout", onAction: leave, divided: true },
  ];
  return { name, initials: initialsOf(name), items };
}

/** One or two letters for a name: "Mia Berg" MB, "mia@example.com" M. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const first = words[0] ?? name;
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return `${[...first][0] ?? "?"}${[...last][0] ?? ""}`.toUpperCase();
}
