"use client";
import { useState } from "react";
import { Menu } from "@/components/ui/menu";
import type { MenuAct } from "@/components/ui/menu-list";
import { ActDialog } from "./action-dialog";
import type { ConsoleAct } from "./list-action";

/** A row's menu: places to look, and acts that are confirmed. What cannot be done stays, with its reason. */
export function ActMenu({ label, places = [], acts }: { label: string; places?: MenuAct[]; acts: ConsoleAct[] }) {
  const [chosen, setChosen] = useState<string>();
  const items: MenuAct[] = acts.map((act) => ({
    id: act.id,
    label: act.label,
    ...(act.icon && { icon: act.icon }),
    ...(act.disabledReason && { disabledReason: act.disabledReason }),
    ...(act.destructive && { danger: true }),
    ...(act.divided && { divided: true }),
    onAction: () => setChosen(act.id),
  }));
  const act = acts.find((one) => one.id === chosen);
  return (
    <>
      <Menu label={label} items={[...places, ...items]} />
      {act ? <ActDialog act={act} open onOpenChange={(open) => !open && setChosen(undefined)} /> : null}
    </>
  );
}
