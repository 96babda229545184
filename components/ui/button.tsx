import type { ComponentProps } from "react";
import { type ButtonKind, type ButtonSize, buttonClass } from "./button-class";
import { Icon, type IconName } from "./icon";
import { ReasonTip } from "./reason-tip";

/**
 * A button. Its words are a short verb: "Issue license". While `pending` it has its width, is disabled and
 * announces that to a screen reader. A disabled button shows its `reason` to
 * pointer, keyboard and touch.
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
  if (disabled && reason && !pending)
    return (
      <ReasonTip reason={reason} look={buttonClass(kind, size)} className={className}>
        {icon ? <Icon name={icon} size={14} /> : null}
        {children}
      </ReasonTip>
    );
  return (
    <button
      type={type}
      className={buttonClass(kind, size, className)}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      {...rest}
    >
      {icon ? <Icon name={pending ? "refresh" : icon} size={14} /> : null}
      {children}
    </button>
  );
}
