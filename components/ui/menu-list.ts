import type { IconName } from "./icon";

/** One act or place in a Menu. */
export interface MenuAct {
  id: string;
  label: string;
  icon?: IconName;
  /** A place; or `onAction` for an act. */
  href?: string;
  onAction?: () => void;
  /** A disabled act stays, with its reason and date. */
  disabledReason?: string;
  danger?: boolean;
  /** Shown with a check, for choices such as columns. */
  on?: boolean;
  keys?: string;
  /** Draws a line above. */
  divided?: boolean;
}
