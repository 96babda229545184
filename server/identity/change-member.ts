import { and, eq } from "drizzle-orm";
import { memberships } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { lockCustomer } from "../configuration/add-customer";
import type { Context, MemberRole } from "../context";
import { DomainError, notFound } from "../errors";
import { membersOf } from "./queries";

/** Gives a member another role. @throws DomainError conflict where the company would be left without an owner. */
export async function changeMemberRole(
  ctx: Context,
  input: { customerId: string; id: string; role: MemberRole },
): Promise<void> {
  const member = await lockedMember(ctx, input);
  if (member.role === input.role) return;
  if (input.role !== "owner") await keepAnOwner(ctx, input);
  await ctx.tx
    .update(memberships)
    .set({ role: input.role })
    .where(and(eq(memberships.customerId, input.customerId), eq(memberships.id, input.id)));
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "member.changed",
    subjectKind: "user",
    subjectId: member.userId,
    detail: { from: member.role, to: input.role },
    topic: "identity",
  });
}

/** Removes a member: their next request finds no membership. */
export async function removeMember(ctx: Context, input: { customerId: string; id: string }): Promise<void> {
  const member = await lockedMember(ctx, input);
  await keepAnOwner(ctx, input);
  await ctx.tx
    .delete(memberships)
    .where(and(eq(memberships.customerId, input.customerId), eq(memberships.id, input.id)));
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "member.removed",
    subjectKind: "user",
    subjectId: member.userId,
    detail: { email: member.email },
    topic: "identity",
  });
}

async function lockedMember(ctx: Context, input: { customerId: string; id: string }) {
  // The company's row is the lock: two owners who remove each other must not both succeed.
  await lockCustomer(ctx, input.customerId);
  const member = (await membersOf(ctx, input.customerId)).find((candidate) => candidate.id === input.id);
  if (!member) throw notFound("member", input.id);
  return member;
}

async function keepAnOwner(ctx: Context, input: { customerId: string; id: string }): Promise<void> {
  const owners = (await membersOf(ctx, input.customerId)).filter((member) => member.role === "owner");
  if (owners.length === 1 && owners[0]?.id === input.id)
    throw new DomainError("conflict", "This is the company's only owner. Make somebody else an owner first.");
}
