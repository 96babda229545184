import { MenuButton } from "@/components/ui/menu-button";
import type { MenuAction } from "@/components/ui/menu-list";

/** The person signed in, and what concerns them: settings, other companies, sign out. */
export function PersonMenu({ name, initials, items }: { name: string; initials: string; items: MenuAction[] }) {
  return (
    <MenuButton
      label={`Account of ${name}`}
      items={items}
      className="grid size-6.5 flex-none place-items-center rounded-full bg-accent-wash text-2xs font-semibold text-accent shadow-[inset_0_0_0_1px_var(--color-accent-line)] max-sm:size-9"
    >
      {initials}
    </MenuButton>
  );
}
