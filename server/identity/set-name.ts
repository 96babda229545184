import { eq } from "drizzle-orm";
import { memberships, users } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";

/** Sets how a person is called, here and in the companies they belong to. In the provider's role. */
export async function setName(ctx: Context, input: { userId: string; name: string }): Promise<void> {
  const { userId, name } = input;
  await ctx.tx.update(users).set({ name }).where(eq(users.id, userId));
  await ctx.tx.update(memberships).set({ name }).where(eq(memberships.userId, userId));
  await recordAudit(ctx, {
    customerId: null,
    action: "user.named",
    subjectKind: "user",
    subjectId: userId,
    detail: { name },
    topic: "identity",
  });
}
