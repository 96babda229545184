import type { Actor } from "../context";
import { DomainError } from "../errors";
import { type Action, authorize } from "./permissions";

/** Why the actor may not do this, as the sentence of a disabled button; undefined where they may. */
export function refusalOf(actor: Actor | null, action: Action, customerId?: string): string | undefined {
  if (!actor) return "You have read-only access.";
  try {
    authorize(actor, action, customerId);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}
