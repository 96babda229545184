import type { ReactNode } from "react";
import { cx } from "./cx";
import { Icon, type IconName } from "./icon";

const kinds = {
  plain: { box: "bg-sunken text-ink-2", icon: "info", mark: "" },
  near: { box: "bg-near-wash text-ink", icon: "alert", mark: "text-near" },
  over: { box: "bg-over-wash text-ink", icon: "alert", mark: "text-over" },
  overflow: { box: "bg-overflow-wash text-ink", icon: "waves", mark: "text-overflow" },
  fine: { box: "bg-fine-wash text-ink", icon: "check", mark: "text-fine" },
} as const;

/** A note inside a page: the situation, and what to do. `live` reads it out when it appears. */
export function Notice({
  kind = "plain",
  icon,
  title,
  action,
  live,
  className,
  children,
}: {
  kind?: keyof typeof kinds;
  icon?: IconName;
  title?: ReactNode;
  action?: ReactNode;
  live?: boolean;
  className?: string;
  children?: ReactNode;
}) {
  const look = kinds[kind];
  return (
    <div
      role={live ? "status" : undefined}
      className={cx(
        "flex gap-2.5 rounded-md px-3 py-2.5 text-sm",
        Boolean(action) && "sm:items-center max-sm:flex-wrap",
        look.box,
        className,
      )}
    >
      <Icon name={icon ?? look.icon} className={cx(action ? "max-sm:mt-0.5" : "mt-0.5", look.mark)} />
      <div className="min-w-0 flex-1 max-sm:basis-[80%]">
        {title ? <b>{title}</b> : null} {children}
      </div>
      {action ? <div className="flex-none max-sm:basis-full max-sm:pl-6.5">{action}</div> : null}
    </div>
  );
}
