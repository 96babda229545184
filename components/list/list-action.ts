import type { ReactNode } from "react";
import type { IconName } from "@/components/ui/icon";
import type { ActAnswer } from "./action-answer";

/**
 * An act on one thing of a list: what its dialog says, whether it asks why, and why it cannot be done where it cannot.
 */
export interface ConsoleAct {
  id: string;
  /** In the menu: "Suspend…". */
  label: string;
  icon?: IconName;
  /** The act and what it is done to: "Suspend the license of archiv-03". */
  title: string;
  /** What happens to whom and when. */
  body: ReactNode;
  /** Verbs of doing and leaving it. */
  confirm: string;
  keep: string;
  destructive?: boolean;
  /** Words to type first, only where it can't be undone. */
  typed?: string;
  /** Asks why; the reason stands in the audit log and on the customer's page. */
  asksReason?: boolean;
  disabledReason?: string;
  divided?: boolean;
  /** Said when it is done: "Suspended." */
  done: string;
  act: (reason: string) => Promise<ActAnswer>;
}
