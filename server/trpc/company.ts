import type { Actor } from "../context";
import { DomainError } from "../errors";
import { type CurrentUser, memberActor, staffActor } from "../identity/current-user";

/** Names the company whose portal is open; checked against the memberships at each request. */
export const companyCookie = "spillway-company";
/** Set while staff look at the portal as a customer. */
export const viewAsCookie = "spillway-view-as";
/** A page says for which company it was drawn, so that a second tab on another company cannot misdirect a write. */
export const companyHeader = "x-spillway-company";

export type Company = {
  customerId: string;
  /** Staff who look as the customer stay staff in the audit log. */
  actor: Extract<Actor, { kind: "customer" | "staff" }>;
  /** Staff are looking: reads only. */
  viewing: boolean;
};

/**
 * The company whose portal this request is for: the one staff look at; else the wanted one; else, where none is named,
 * the first of theirs.
 * @throws DomainError `forbidden` for a person who belongs to no company, or to the wanted one no longer: what they
 * write must not land in another.
 */
export function companyOf(
  user: CurrentUser,
  { wanted, viewAs }: { wanted?: string | null; viewAs?: string | null },
): Company {
  const staff = staffActor(user);
  if (viewAs && staff) return { customerId: viewAs, actor: staff, viewing: true };
  const first = user.memberships[0];
  const actor = first && memberActor(user, wanted ?? first.customerId);
  if (first && !actor)
    throw new DomainError(
      "forbidden",
      "You no longer belong to the company that this page was opened for. Nothing was changed. Reload the page.",
    );
  if (!actor)
    throw new DomainError(
      "forbidden",
      "You belong to no company here. Ask a colleague, or the provider, to invite you.",
    );
  return { customerId: actor.customerId, actor, viewing: false };
}
