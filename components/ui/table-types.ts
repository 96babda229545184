import type { ReactNode } from "react";
import type { MenuAction } from "./menu-list";

/** A column of a DataTable. */
export interface Column {
  key: string;
  head: ReactNode;
  /** Thin in the head; never in the cells. */
  unit?: string;
  align?: "left" | "right";
  /** Ids, serials: mono, never shortened. */
  mono?: boolean;
  /** Grey, for what matters less. */
  muted?: boolean;
  /** Takes the room that is left and ends in an ellipsis, with the full text on hover (`30%`, `240px`). */
  grow?: string;
  /** A link that sorts by this column; `sorted` is how it is sorted now. */
  sortHref?: string;
  sorted?: "up" | "down";
  /**
   * Folds away where room is short: below 640 px; below 1024 px; below 1024 px and while a sheet is open. `under`, for
   * the state of each row: below 640 px it stands in a line of its own under the row's name. One such column a table.
   */
  fold?: "phone" | "tablet" | "sheet" | "under";
}

/** A row of a DataTable. */
export interface Row {
  id: string;
  /** What its box is called; without one, its id. */
  name?: string;
  /** `false`: in a selectable table it has no box, as the actions do not fit it. */
  selectable?: false;
  /** By column key. Missing or null is "–". */
  cells: Record<string, ReactNode>;
  /** The row leads here; its first cell's words are the link's name. */
  href?: string;
  /** Actions of the row, behind three dots. */
  menu?: MenuAction[];
  /** Instead of `menu`: a control of your own, in the last column. */
  action?: ReactNode;
  selected?: boolean;
  /** Shown under the row over its whole width (an opened line). */
  detail?: ReactNode;
}

/** The foot: which rows, pages by key set, the export of exactly what is filtered. */
export interface TableFoot {
  summary?: ReactNode;
  previousHref?: string;
  nextHref?: string;
  csvHref?: string;
}
