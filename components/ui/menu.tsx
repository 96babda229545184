"use client";
import type { ReactNode } from "react";
import { Button as AriaButton, MenuTrigger } from "react-aria-components";
import { type ButtonKind, type ButtonSize, buttonClass, iconButtonClass } from "./button-class";
import { cx } from "./cx";
import { Icon, type IconName } from "./icon";
import type { MenuAction } from "./menu-list";
import { MenuPopover } from "./menu-popover";

/**
 * A button that opens a menu. Without `children` the button is the three dots of a row, named by `label`.
 * Links (`href`) work from server components; actions (`onAction`) need a client parent.
 */
export function Menu({
  label,
  items,
  icon,
  kind,
  size,
  children,
  className,
}: {
  label: string;
  items: MenuAction[];
  icon?: IconName;
  kind?: ButtonKind;
  size?: ButtonSize;
  className?: string;
  children?: ReactNode;
}) {
  return (
    <MenuTrigger>
      {children ? (
        <AriaButton aria-label={label} className={buttonClass(kind, size, className)}>
          {icon ? <Icon name={icon} size={14} /> : null}
          {children}
        </AriaButton>
      ) : (
        <AriaButton aria-label={label} className={cx(iconButtonClass, "size-6", className)}>
          <Icon name={icon ?? "ellipsis"} />
        </AriaButton>
      )}
      <MenuPopover label={label} items={items} />
    </MenuTrigger>
  );
}
