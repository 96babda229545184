"use client";
import { useState } from "react";
import { Menu } from "@/components/ui/menu";
import type { MenuAction } from "@/components/ui/menu-list";
import { ActionDialog } from "./action-dialog";
import type { ListAction } from "./list-action";

/**
 * A row's menu: links, and actions that are confirmed. `actions` holds what can be done in the thing's state; one that
 * this person may not do is shown with its reason. Where there is nothing, there is no menu.
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
  const items: MenuAction[] = actions.map((action) => ({
    id: action.id,
    label: action.label,
    ...(action.icon && { icon: action.icon }),
    ...(action.destructive && { danger: true }),
    ...(action.divided && { divided: true }),
    ...(action.disabledReason !== undefined && { disabledReason: action.disabledReason }),
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
