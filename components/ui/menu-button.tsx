"use client";
import { type KeyboardEvent, type ReactNode, Suspense, useRef, useState } from "react";
import { lazyPart } from "./lazy-part";
import type { MenuAction } from "./menu-list";

const load = () => import("./menu-popover").then(({ MenuPopover }) => MenuPopover);
const MenuPopover = lazyPart(load);

/** A button that opens a menu. The menu's script is fetched when the button is pointed at, focused or pressed. */
export function MenuButton({
  label,
  menuLabel = label,
  items,
  className,
  children,
}: {
  label: string;
  menuLabel?: string;
  items: MenuAction[];
  className: string;
  children: ReactNode;
}) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const ahead = () => void load().catch(() => {});
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <>
      <button
        ref={trigger}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        className={className}
        onPointerEnter={ahead}
        onFocus={ahead}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
      >
        {children}
      </button>
      {open ? (
        <Suspense>
          <MenuPopover trigger={trigger} label={menuLabel} items={items} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
