"use client";
import { createContext, type ReactNode, use, useEffect, useState } from "react";

interface Chosen {
  ids: ReadonlySet<string>;
  set: (ids: string[], on: boolean) => void;
  clear: () => void;
}

const Context = createContext<Chosen>({ ids: new Set(), set: () => {}, clear: () => {} });

/** Holds which rows of a selectable DataTable are ticked. Put the table and a BulkBar inside. */
export function Selection({ children }: { children: ReactNode }) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const set = (changed: string[], on: boolean) =>
    setIds((before) => {
      const next = new Set(before);
      for (const id of changed) on ? next.add(id) : next.delete(id);
      return next;
    });
  return <Context value={{ ids, set, clear: () => setIds(new Set()) }}>{children}</Context>;
}

/** The ticked rows, for a bulk action. */
export function useSelection(): Chosen {
  return use(Context);
}

/** Those of the rows that are ticked. A ticked row that left the list is not acted on unseen: it is ticked no more. */
export function useTicked<Row extends { id: string }>(rows: readonly Row[]): Row[] {
  const { ids, set } = useSelection();
  const gone = [...ids].filter((id) => !rows.some((row) => row.id === id));
  useEffect(() => {
    if (gone.length > 0) set(gone, false);
  });
  return rows.filter(({ id }) => ids.has(id));
}
