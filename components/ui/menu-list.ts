import type { IconName } from "./icon";
import type { Post } from "./submit-post";

/** One action or place in a Menu. */
export interface MenuAction {
  id: string;
  label: string;
  icon?: IconName;
  /** A place; or a form to post; or `onAction` for an action of the page. */
  href?: string;
  post?: Post;
  onAction?: () => void;
  /** A disabled action stays, with its reason. */
  disabledReason?: string;
  danger?: boolean;
  /** Shown with a check, for choices such as columns. */
  on?: boolean;
  keys?: string;
  /** Draws a line above. */
  divided?: boolean;
}
