import type { ComponentProps } from "react";
import { iconButtonClass } from "./button-class";
import { cx } from "./cx";
import { Icon, type IconName } from "./icon";

/** A button that is only an icon; `label` is its name for screen readers, and shown on hover. */
export function IconButton({
  icon,
  label,
  size = 16,
  className,
  type = "button",
  ...rest
}: Omit<ComponentProps<"button">, "children"> & { icon: IconName; label: string; size?: number }) {
  return (
    <button type={type} aria-label={label} title={label} className={cx(iconButtonClass, className)} {...rest}>
      <Icon name={icon} size={size} />
    </button>
  );
}
