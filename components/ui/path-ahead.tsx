import type { ReactNode } from "react";

/** The steps ahead, next to an empty state: hollow dots along a dashed line. */
export function PathAhead({ steps }: { steps: { title: ReactNode; detail: ReactNode }[] }) {
  return (
    <ol>
      {steps.map(({ title, detail }, at) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a path are known by their place
          key={at}
          className="relative grid grid-cols-[20px_minmax(0,1fr)] gap-x-4 pb-4 last:pb-0 before:absolute before:top-5.5 before:-bottom-0.5 before:left-2.25 before:w-0.5 before:bg-[repeating-linear-gradient(var(--color-line-strong)_0_3px,transparent_3px_7px)] last:before:hidden"
        >
          <span className="size-5 rounded-full bg-surface shadow-[inset_0_0_0_1.5px_var(--color-line-strong)]" />
          <span>
            <span className="block text-sm font-[520]">{title}</span>
            <span className="block text-xs leading-4.5 text-ink-2">{detail}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
