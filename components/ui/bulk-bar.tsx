"use client";
import { Icon, type IconName } from "./icon";
import { useSelection } from "./selection";

/** Floats below a selectable table while rows are ticked: "3 licenses selected", and what can be done with them. */
export function BulkBar({
  noun,
  actions,
}: {
  /** Singular and plural: `["license", "licenses"]`. */
  noun: [one: string, many: string];
  actions: { label: string; icon?: IconName; onAction: (ids: string[], clear: () => void) => void }[];
}) {
  const { ids, clear } = useSelection();
  if (ids.size === 0) return null;
  return (
    <section
      aria-label="Bulk actions"
      className="animate-rise fixed bottom-6 left-1/2 z-30 flex max-w-[calc(100vw-16px)] -translate-x-1/2 items-center gap-1.5 overflow-x-auto rounded-lg bg-mark py-1.5 pr-2 pl-3.5 text-sm font-medium whitespace-nowrap text-canvas shadow-pop"
    >
      <span role="status">
        {ids.size} {ids.size === 1 ? noun[0] : noun[1]} selected
      </span>
      <span className="opacity-50">|</span>
      {actions.map((action) => (
        <button
          key={action.label}
          type="button"
          onClick={() => action.onAction([...ids], clear)}
          className="inline-flex h-7 items-center gap-1.5 rounded-sm bg-canvas/12 px-2.5 hover:bg-canvas/20 max-sm:h-11"
        >
          {action.icon ? <Icon name={action.icon} size={14} /> : null}
          {action.label}
        </button>
      ))}
      <button
        type="button"
        aria-label="Clear the selection"
        onClick={clear}
        className="grid size-7 place-items-center rounded-sm hover:bg-canvas/12 max-sm:size-11"
      >
        <Icon name="x" size={14} />
      </button>
    </section>
  );
}
