"use client";
import { Checkbox } from "./checkbox";
import { useSelection } from "./selection";

/** The box in the head: all rows of this page. */
export function SelectAll({ ids }: { ids: string[] }) {
  const chosen = useSelection();
  const count = ids.filter((id) => chosen.ids.has(id)).length;
  return (
    <Checkbox
      label="Select all rows of this page"
      hideLabel
      checked={count > 0 && count === ids.length}
      ref={(box) => {
        if (box) box.indeterminate = count > 0 && count < ids.length;
      }}
      onChange={(event) => chosen.set(ids, event.target.checked)}
    />
  );
}
