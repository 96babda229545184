import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";

/** Rows inside a flush Card: what needs attention, next steps. Title, one line of detail, a state and one action. */
export function Rows({
  items,
}: {
  items: {
    id: string;
    icon?: IconName;
    title: ReactNode;
    mono?: ReactNode;
    detail?: ReactNode;
    state?: ReactNode;
    action?: ReactNode;
  }[];
}) {
  return (
    <ul>
      {items.map((row) => (
        <li
          key={row.id}
          className="flex min-h-11 items-center gap-x-3 gap-y-2 border-t border-line px-4 py-2.25 max-sm:flex-wrap max-sm:py-3"
        >
          {row.icon ? <Icon name={row.icon} className="text-ink-3" /> : null}
          <div className="min-w-0 flex-1 max-sm:basis-[70%]">
            <div className="flex flex-wrap items-baseline gap-x-2.5 text-sm font-medium">
              {row.title}
              {row.mono ? <span className="mono font-normal text-ink-3">{row.mono}</span> : null}
            </div>
            {row.detail ? <div className="text-xs text-ink-2">{row.detail}</div> : null}
          </div>
          {row.state ? <span className="max-sm:mr-auto">{row.state}</span> : null}
          {row.action ? <span className="flex-none text-xs">{row.action}</span> : null}
        </li>
      ))}
    </ul>
  );
}
