import { and, eq, isNull, notExists } from "drizzle-orm";
import { customers, endedSessions, memberships, staffMembers, users } from "@/db/schema";
import type { CustomerState } from "../configuration/states";
import type { Actor, Context, MemberRole, Request, StaffRole } from "../context";
import { customerStateOf } from "./customer-state";

type Membership = { customerId: string; customerName: string; customerState: CustomerState; role: MemberRole };
/** Who is signed in, with roles as they are now: the cookie holds neither. */
export type CurrentUser = {
  id: string;
  email: string;
  name: string | null;
  staffRole: StaffRole | null;
  memberships: Membership[];
};

/**
 * What a session's cookie holds: whose it is, which generation of their sessions it belongs to, its own name, and when
 * it ends, in seconds of the Unix epoch.
 */
export type SessionKeys = { userId: string; sessionVersion: number; sessionId: string; until: number };

/**
 * The person behind a session, if the session still counts.
 * @returns null when the person is disabled or unknown, when it has expired, when its person signed out, or when its
 * version was raised since (all sessions ended).
 */
export async function userOfSession(ctx: Context, session: SessionKeys): Promise<CurrentUser | null> {
  if (session.sessionId === "" || session.until * 1000 <= ctx.now.getTime()) return null;
  const ended = ctx.tx
    .select({ id: endedSessions.id })
    .from(endedSessions)
    .where(eq(endedSessions.id, session.sessionId));
  const [row] = await ctx.tx
    .select({ id: users.id, email: users.email, name: users.name, staffRole: staffMembers.role })
    .from(users)
    .leftJoin(staffMembers, eq(staffMembers.userId, users.id))
    .where(
      and(
        eq(users.id, session.userId),
        eq(users.sessionVersion, session.sessionVersion),
        isNull(users.disabledAt),
        notExists(ended),
      ),
    );
  if (!row) return null;
  const companies = await ctx.tx
    .select({
      customerId: memberships.customerId,
      customerName: customers.name,
      customerState: customers.state,
      role: memberships.role,
    })
    .from(memberships)
    .innerJoin(customers, eq(customers.id, memberships.customerId))
    .where(eq(memberships.userId, row.id))
    .orderBy(customers.name);
  return { ...row, memberships: companies };
}

const labelOf = (user: CurrentUser) => (user.name ? `${user.name} <${user.email}>` : user.email);

/** The person as staff, or null when they are not. */
export function staffActor(user: CurrentUser): Extract<Actor, { kind: "staff" }> | null {
  return user.staffRole ? { kind: "staff", id: user.id, label: labelOf(user), role: user.staffRole } : null;
}

/** The person as a member of that customer, or null when they are not. */
export function memberActor(user: CurrentUser, customerId: string): Extract<Actor, { kind: "customer" }> | null {
  const membership = user.memberships.find((candidate) => candidate.customerId === customerId);
  if (!membership) return null;
  const { role } = membership;
  return {
    kind: "customer",
    id: user.id,
    label: labelOf(user),
    role,
    customerId,
    ...customerStateOf(membership.customerState),
  };
}

/**
 * The request of a person who changes their own account: as staff, as a member of their first company, or under their
 * address where they are neither.
 */
export function ownRequest(user: CurrentUser, { now, requestId }: { now: Date; requestId: string }): Request {
  const first = user.memberships[0];
  const actor = staffActor(user) ??
    (first && memberActor(user, first.customerId)) ?? { kind: "job" as const, id: user.id, label: user.email };
  return { actor, now, requestId };
}
