import { Icon } from "@/components/ui/icon";
import { MenuButton } from "@/components/ui/menu-button";
import type { MenuAction } from "@/components/ui/menu-list";

/** Which company one is in. With one only, it is a name; with several, a menu of links. */
export function Switcher({ name, initials, items = [] }: { name: string; initials: string; items?: MenuAction[] }) {
  const inside = (
    <>
      <span
        aria-hidden="true"
        className="size-5 flex-none rounded-[4px] bg-wall text-center text-[10px] leading-5 font-bold text-canvas"
      >
        {initials}
      </span>
      <span className="min-w-0 flex-1 truncate text-left rail:sr-only">{name}</span>
    </>
  );
  const look =
    "card flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-sm font-medium max-sm:min-h-11 rail:justify-center";
  if (items.length < 2)
    return (
      <div className={look} title={name}>
        {inside}
      </div>
    );
  return (
    <MenuButton label={`Company: ${name}`} menuLabel="Companies" items={items} className={look}>
      {inside}
      <Icon name="chevrons-up-down" size={14} className="text-ink-3 rail:hidden" />
    </MenuButton>
  );
}
