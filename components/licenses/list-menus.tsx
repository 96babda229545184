import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import type { MenuAction } from "@/components/ui/menu-list";

const chip = "h-7.5! px-2.25! text-xs! font-[520]! shadow-none! max-sm:h-11!";

/** How a list is sorted, and the alternatives; links, so that the choice is in the address. */
export function SortMenu({ options }: { options: (MenuAction & { on: boolean })[] }) {
  const now = options.find(({ on }) => on);
  return (
    <Menu label="Sort" items={options} className={chip}>
      <span className="text-ink-3">Sort</span>
      {now?.label.toLowerCase()}
      <Icon name="chevron-down" size={14} className="text-ink-3" />
    </Menu>
  );
}

/** Which columns are shown; ticking one shows or hides it. */
export function ColumnsMenu({ options }: { options: (MenuAction & { on: boolean })[] }) {
  return (
    <Menu label="Columns" items={options} className={chip}>
      <Icon name="columns" size={14} />
      Columns
    </Menu>
  );
}
