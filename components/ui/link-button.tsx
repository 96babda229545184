import type { ReactNode } from "react";
import { type ButtonKind, type ButtonSize, buttonClass } from "./button-class";
import { Icon, type IconName } from "./icon";
import { PageLink } from "./page-link";
import { ReasonTip } from "./reason-tip";

/** A link that looks like a button. `download` makes it a plain link that the browser saves (CSV, PDF). */
export function LinkButton({
  href,
  kind,
  size,
  icon,
  download,
  disabled,
  reason,
  className,
  children,
}: {
  href: string;
  kind?: ButtonKind;
  size?: ButtonSize;
  icon?: IconName;
  download?: boolean | string;
  disabled?: boolean;
  reason?: string;
  className?: string;
  children: ReactNode;
}) {
  const look = buttonClass(kind, size, className);
  const inside = (
    <>
      {icon ? <Icon name={icon} size={14} /> : null}
      {children}
    </>
  );
  if (disabled)
    return (
      <ReasonTip reason={reason ?? "Not available."} look={buttonClass(kind, size)} className={className}>
        {inside}
      </ReasonTip>
    );
  if (download)
    return (
      <a href={href} download={download} className={look}>
        {inside}
      </a>
    );
  return (
    <PageLink href={href} className={look}>
      {inside}
    </PageLink>
  );
}
