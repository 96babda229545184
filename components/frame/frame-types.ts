import type { IconName } from "@/components/ui/icon";
import type { Post } from "@/components/ui/submit-post";

/** A place in the navigation. `count` with its tone: grey a total, `over` needs attention, `overflow` open overflow. */
export interface NavItem {
  href: string;
  icon: IconName;
  label: string;
  count?: number;
  tone?: "plain" | "over" | "overflow";
  /** Active only on this very path (overview pages). */
  exact?: boolean;
}

export interface NavGroup {
  label?: string;
  items: NavItem[];
}

/** One step of the trail in the top bar. */
export interface Crumb {
  label: string;
  href?: string;
}

/** What the command palette finds: pages, customers, machines by serial, events by id, actions. */
export interface PaletteItem {
  id: string;
  label: string;
  detail?: string;
  group?: string;
  icon?: IconName;
  /** A place; or a form to post; or `onAction` for an action of the page. */
  href?: string;
  post?: Post;
  onAction?: () => void;
}
