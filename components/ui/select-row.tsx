"use client";
import { Checkbox } from "./checkbox";
import { useSelection } from "./selection";

/** The box of one row. */
export function SelectRow({ id, name }: { id: string; name: string }) {
  const { ids, set } = useSelection();
  return (
    <span className="relative z-1 inline-block align-middle">
      <Checkbox
        label={`Select ${name}`}
        hideLabel
        data-select-row=""
        checked={ids.has(id)}
        onChange={(event) => set([id], event.target.checked)}
      />
    </span>
  );
}
