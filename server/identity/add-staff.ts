import { eq, sql } from "drizzle-orm";
import { staffMembers, users } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context, StaffRole } from "../context";
import { DomainError, notFound } from "../errors";
import { enqueueNotice } from "../notifications/enqueue-notice";
import type { MailBody } from "../notifications/mail-body";
import { currentProvider } from "../provider/queries";
import { addUser } from "./complete-sign-in";
import { portalOrigin } from "./create-sign-in-link";
import { inviter } from "./inviter";
import { leavesNoOwner } from "./rules";

/** Makes a person staff, or gives them another role, and mails those who are new. In the provider's role. */
export async function addStaff(
  ctx: Context,
  input: { email: string; name?: string; role: StaffRole },
): Promise<{ userId: string }> {
  const user = await addUser(ctx, input);
  const [before] = await ctx.tx
    .select({ role: staffMembers.role })
    .from(staffMembers)
    .where(eq(staffMembers.userId, user.id));
  if (before) {
    await changeStaffRole(ctx, { userId: user.id, role: input.role });
    return { userId: user.id };
  }
  await ctx.tx.insert(staffMembers).values({ userId: user.id, role: input.role, createdAt: ctx.now });
  await recordAudit(ctx, {
    customerId: null,
    action: "staff.added",
    subjectKind: "user",
    subjectId: user.id,
    detail: { email: input.email, role: input.role },
    topic: "identity",
  });
  await enqueueNotice(ctx, {
    customerId: null,
    kind: "mail",
    dedupeKey: `staff:${user.id}:${ctx.now.getTime()}`,
    recipient: input.email,
    subject: `You are staff of ${(await currentProvider(ctx)).displayName} now`,
    body: {
      text: `${await inviter(ctx)} made you ${input.role}. Sign in with this address.`,
      link: { label: "Sign in", url: `${portalOrigin()}/sign-in?email=${encodeURIComponent(input.email)}` },
    } satisfies MailBody,
    subjectKind: "user",
    subjectId: user.id,
  });
  return { userId: user.id };
}

/** Gives staff another role, or with null takes them off the staff and ends their sessions. Never the last owner. */
export async function changeStaffRole(ctx: Context, input: { userId: string; role: StaffRole | null }): Promise<void> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(7411004)`); // Two owners must not remove each other at once.
  const staff = await ctx.tx.select().from(staffMembers);
  const before = staff.find((member) => member.userId === input.userId);
  if (!before) throw notFound("staff member", input.userId);
  if (before.role === input.role) return;
  const owners = staff.filter((member) => member.role === "owner").map((member) => member.userId);
  if (leavesNoOwner(owners, input.userId, input.role))
    throw new DomainError("conflict", "This is the provider's only owner. Make somebody else an owner first.");
  const own = eq(staffMembers.userId, input.userId);
  if (input.role) await ctx.tx.update(staffMembers).set({ role: input.role }).where(own);
  else {
    await ctx.tx.delete(staffMembers).where(own);
    await raiseSessionVersion(ctx, input.userId);
  }
  await recordAudit(ctx, {
    customerId: null,
    action: input.role ? "staff.changed" : "staff.removed",
    subjectKind: "user",
    subjectId: input.userId,
    detail: { from: before.role, to: input.role ?? "none" },
    topic: "identity",
  });
}

/** Ends every session of a person at once. */
export async function endSessions(ctx: Context, input: { userId: string }): Promise<void> {
  await raiseSessionVersion(ctx, input.userId);
  await recordAudit(ctx, {
    customerId: null,
    action: "sessions.ended",
    subjectKind: "user",
    subjectId: input.userId,
    topic: "identity",
  });
}

async function raiseSessionVersion(ctx: Context, userId: string): Promise<void> {
  await ctx.tx
    .update(users)
    .set({ sessionVersion: sql`${users.sessionVersion} + 1` })
    .where(eq(users.id, userId));
}
