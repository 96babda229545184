import { and, eq } from "drizzle-orm";
import { machines } from "@/db/schema";
import type { Context } from "../context";
import type { JoinCounters } from "./join-state";
import type { Machine } from "./queries";

/** Stores what a heartbeat reports about the machine itself, and the counter that the machine receives next. */
export async function recordPresence(
  ctx: Context,
  input: {
    customerId: string;
    machineId: string;
    application: Machine["application"];
    agentVersion: string | null;
    intervalSeconds: number;
    counters: JoinCounters;
  },
): Promise<void> {
  await ctx.tx
    .update(machines)
    .set({
      application: input.application,
      agentVersion: input.agentVersion,
      lastHeartbeatAt: ctx.now,
      nextHeartbeatDueAt: new Date(ctx.now.getTime() + input.intervalSeconds * 1000),
      joinState: input.counters.current,
      joinStateBefore: input.counters.before,
    })
    .where(and(eq(machines.customerId, input.customerId), eq(machines.id, input.machineId)));
}

/** Gives a machine its first counter when it enrolls, and says when its first heartbeat is due. */
export async function beginPresence(
  ctx: Context,
  input: { customerId: string; machineId: string; dueInSeconds: number },
): Promise<void> {
  await ctx.tx
    .update(machines)
    .set({
      joinState: 1,
      joinStateBefore: null,
      lastHeartbeatAt: ctx.now,
      nextHeartbeatDueAt: new Date(ctx.now.getTime() + input.dueInSeconds * 1000),
    })
    .where(and(eq(machines.customerId, input.customerId), eq(machines.id, input.machineId)));
}

/** After the customer has chosen which of two copies stays: the next counter presented, whichever it is, is taken. */
export async function forgetJoinState(ctx: Context, input: { customerId: string; machineId: string }): Promise<void> {
  await ctx.tx
    .update(machines)
    .set({ joinState: 0, joinStateBefore: null })
    .where(and(eq(machines.customerId, input.customerId), eq(machines.id, input.machineId)));
}
