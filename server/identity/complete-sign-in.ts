import { and, eq } from "drizzle-orm";
import { invitations, memberships, staffMembers, users } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { activateCustomer } from "../configuration/activate-customer";
import type { Actor, Context, MemberRole } from "../context";
import { newId } from "../ids";
import { openInvitations, userByEmail } from "./queries";

export type SignedIn = { id: string; email: string; sessionVersion: number };

/**
 * What every way of signing in ends with, for an address that was proved: accepts the open invitations of that address
 * (a first sign-in makes the person), writes down when, and says so in the audit log.
 * @returns null for an address that is neither known nor invited, and for a disabled person.
 */
export async function completeSignIn(ctx: Context, email: string, by: string): Promise<SignedIn | null> {
  const invited = await openInvitations(ctx, email);
  const known = await userByEmail(ctx, email);
  if (known?.disabledAt || (!known && invited.length === 0)) return null;
  const user = known ?? (await addUser(ctx, { email }));
  for (const invitation of invited) await join(ctx, user, invitation);
  await ctx.tx.update(users).set({ lastSignInAt: ctx.now }).where(eq(users.id, user.id));
  const actor = await actorOf(ctx, user);
  await recordAudit(
    { ...ctx, actor },
    {
      customerId: null,
      action: "user.signed_in",
      subjectKind: "user",
      subjectId: user.id,
      detail: { by },
      topic: "identity",
    },
  );
  return { id: user.id, email, sessionVersion: user.sessionVersion };
}

type Person = { id: string; email: string; name: string | null; sessionVersion: number };

/** Makes the person with this address, or finds the one made at the same moment. */
export async function addUser(ctx: Context, input: { email: string; name?: string }): Promise<Person> {
  await ctx.tx
    .insert(users)
    .values({
      id: newId("user", ctx.now),
      email: input.email,
      name: input.name ?? null,
      sessionVersion: 1,
      createdAt: ctx.now,
    })
    .onConflictDoNothing({ target: users.email });
  return (await userByEmail(ctx, input.email)) as Person;
}

async function join(
  ctx: Context,
  user: Person,
  invitation: { id: string; customerId: string; role: MemberRole },
): Promise<void> {
  const { customerId, role } = invitation;
  await ctx.tx
    .update(invitations)
    .set({ acceptedAt: ctx.now })
    .where(and(eq(invitations.customerId, customerId), eq(invitations.id, invitation.id)));
  const joined = await ctx.tx
    .insert(memberships)
    .values({
      customerId,
      id: newId("membership", ctx.now),
      userId: user.id,
      email: user.email,
      name: user.name,
      role,
      createdAt: ctx.now,
    })
    .onConflictDoNothing({ target: [memberships.customerId, memberships.userId] })
    .returning({ id: memberships.id });
  if (joined.length === 0) return; // Already a member: the invitation is used up, the role stays.
  const member: Actor = { kind: "customer", id: user.id, label: user.name ?? user.email, role, customerId };
  const asMember = { ...ctx, actor: member };
  await recordAudit(asMember, {
    customerId,
    action: "member.joined",
    subjectKind: "user",
    subjectId: user.id,
    detail: { role },
    topic: "identity",
  });
  await activateCustomer(asMember, { customerId });
}

/** The person as an actor of the audit log: staff first, else a member, else the job that signs in. */
async function actorOf(ctx: Context, user: Person): Promise<Actor> {
  const label = user.name ? `${user.name} <${user.email}>` : user.email;
  const [staff] = await ctx.tx
    .select({ role: staffMembers.role })
    .from(staffMembers)
    .where(eq(staffMembers.userId, user.id));
  if (staff) return { kind: "staff", id: user.id, label, role: staff.role };
  const [member] = await ctx.tx
    .select({ role: memberships.role, customerId: memberships.customerId })
    .from(memberships)
    .where(eq(memberships.userId, user.id))
    .limit(1);
  if (member) return { kind: "customer", id: user.id, label, role: member.role, customerId: member.customerId };
  return { ...ctx.actor, label };
}
