import type { ComponentProps } from "react";
import { type ButtonKind, type ButtonSize, buttonClass } from "./button-class";
import { Icon, type IconName } from "./icon";

/**
 * A button. Its words are a short verb: "Issue license". While `pending` it has its width, is disabled and
 * announces that to a screen reader. A disabled button must show its reason nearby; `reason` shows it on hover.
 */
export function Button({
  kind,
  size,
  icon,
  pending,
  reason,
  className,
  children,
  disabled,
  type = "button",
  ...rest
}: ComponentProps<"button"> & {
  kind?: ButtonKind;
  size?: ButtonSize;
  icon?: IconName;
  pending?: boolean;
  reason?: string;
}) {
  return (
    <button
      type={type}
      className={buttonClass(kind, size, className)}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      title={disabled ? reason : undefined}
      {...rest}
    >
      {icon ? <Icon name={pending ? "refresh" : icon} size={14} /> : null}
      {children}
    </button>
  );
}
