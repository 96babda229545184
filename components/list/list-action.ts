import type { ReactNode } from "react";
import type { MutationCall } from "@/components/providers/mutation-call";
import type { IconName } from "@/components/ui/icon";

/**
 * Something a person may do to one thing of a list: the words of its dialog, the mutation it calls, and the reason
 * where it is not available. Plain data: a server component makes it, the browser runs it.
 */
export interface ListAction {
  id: string;
  /** In the menu: "Suspend…". */
  label: string;
  icon?: IconName;
  /** The action and its object: "Suspend the license of archiv-03". */
  title: string;
  /** What happens to whom and when. */
  body: ReactNode;
  /** The verb on the confirming button: "Suspend". */
  confirm: string;
  destructive?: boolean;
  /** Words to type first, only where it can't be undone. */
  typed?: string;
  /** Asks for a reason, from staff or from the company itself; the hint of the field depends on it. */
  asksReason?: "staff" | "company";
  disabledReason?: string;
  divided?: boolean;
  /** The toast after success: "The license of archiv-03 is suspended." */
  done: string;
  call: MutationCall;
}
