import { and, eq, sql } from "drizzle-orm";
import { installationLinks, linkUses } from "@/db/schema";
import { announceChange } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { newId } from "../ids";
import { hasSpent, type Link } from "./queries";
import { linkSentence, linkState } from "./rules";

/**
 * Spends one use of a link for a machine; its row must be locked. A machine that spent one before spends nothing again,
 * whatever became of the link since.
 * @throws gone when it has expired or was revoked; token_spent when others have used it up.
 */
export async function spendLink(ctx: Context, link: Link, machineId: string): Promise<{ replay: boolean }> {
  if (await hasSpent(ctx, link, machineId)) return { replay: true };
  refuseClosed(link, ctx.now);
  await ctx.tx.insert(linkUses).values({
    customerId: link.customerId,
    id: newId("linkUse", ctx.now),
    linkId: link.id,
    machineId,
    usedAt: ctx.now,
  });
  await ctx.tx
    .update(installationLinks)
    .set({ uses: sql`${installationLinks.uses} + 1` })
    .where(and(eq(installationLinks.customerId, link.customerId), eq(installationLinks.id, link.id)));
  await announceChange(ctx, "links", link.customerId);
  return { replay: false };
}

/** Refuses a link that serves no new machine any more. @throws gone, token_spent */
export function refuseClosed(link: Link, now: Date): void {
  const state = linkState(link, now);
  if (state === "open") return;
  throw new DomainError(
    state === "spent" ? "token_spent" : "gone",
    state === "spent" ? "This installation link was used by another machine. Ask for a new one." : linkSentence[state],
    { link: state },
  );
}
