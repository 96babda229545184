import type { ReactNode } from "react";
import { type ButtonKind, type ButtonSize, buttonClass, iconButtonClass } from "./button-class";
import { cx } from "./cx";
import { Icon, type IconName } from "./icon";
import { MenuButton } from "./menu-button";
import type { MenuAction } from "./menu-list";

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
  const look = children ? buttonClass(kind, size, className) : cx(iconButtonClass, "size-6", className);
  return (
    <MenuButton label={label} items={items} className={look}>
      {children ? icon ? <Icon name={icon} size={14} /> : null : <Icon name={icon ?? "ellipsis"} />}
      {children}
    </MenuButton>
  );
}
