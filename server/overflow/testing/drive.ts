import { inProvider, jobRequest } from "@/server/context";
import { deliverDueNotices } from "../../workflow/deliver-due-notices";
import { evaluateDirtyStandings } from "../../workflow/evaluate";
import { reconcileOverflows } from "../reconcile-overflows";
import type { OverflowWorld } from "./overflow-world";

const job = () => jobRequest("test");

/** Reads and writes as the provider, in a transaction of its own. */
export const asProvider = <T>(work: Parameters<typeof inProvider<T>>[1]) => inProvider(job(), work);

/** What the worker does in one turn. */
export async function work(): Promise<void> {
  await evaluateDirtyStandings(job());
  await reconcileOverflows(job());
  await deliverDueNotices(job());
}

/** Machines and worker go on, two seconds a round, until it is so. @throws Error naming what never came */
export async function until(
  world: OverflowWorld,
  what: string,
  isSo: () => Promise<boolean>,
  { rounds = 60, without = [] as string[] } = {},
): Promise<void> {
  for (let n = 0; n < rounds; n++) {
    if (await isSo()) return;
    await world.round(without);
    await work();
    world.pass(2);
  }
  const overflows = (await world.overflows()).map(({ state, error, reason }) => ({ state, error, reason }));
  throw new Error(`It never came to this: ${what}. ${JSON.stringify(overflows)}`);
}

/** Until the nth overflow is in that state. `without`: machines, by id, that say nothing meanwhile. */
export const inState = (world: OverflowWorld, wanted: string, n = 0, without: string[] = []) =>
  until(world, `overflow ${n + 1} is ${wanted}`, async () => (await world.overflows())[n]?.state === wanted, {
    without,
  });
