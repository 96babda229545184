"use client";
import { useState } from "react";
import { Menu } from "@/components/ui/menu";
import type { MenuAction } from "@/components/ui/menu-list";
import { ActionDialog } from "./action-dialog";
import type { ListAction } from "./list-action";

/**
 * A row's menu: links, and actions that are confirmed. It offers only what can be done; where nothing can, there is no
 * menu.
 */
export function ActionMenu({
  label,
  links = [],
  actions,
}: {
  label: string;
  links?: MenuAction[];
  actions: ListAction[];
}) {
  const [chosen, setChosen] = useState<string>();
  const available = actions.filter(({ disabledReason }) => disabledReason === undefined);
  const items: MenuAction[] = available.map((action) => ({
    id: action.id,
    label: action.label,
    ...(action.icon && { icon: action.icon }),
    ...(action.destructive && { danger: true }),
    ...(action.divided && { divided: true }),
    onAction: () => setChosen(action.id),
  }));
  const action = actions.find((one) => one.id === chosen);
  if (links.length + items.length === 0) return null;
  return (
    <>
      <Menu label={label} items={[...links, ...items]} />
      {action ? <ActionDialog action={action} open onOpenChange={(open) => !open && setChosen(undefined)} /> : null}
    </>
  );
}
