import type { Context } from "./context";

/** Thrown to undo what was tried. */
class Undone extends Error {}

/** Does work and undoes it: nothing of it is stored, and nobody is notified. @returns what it came to */
export async function tried<T>(ctx: Context, work: (inner: Context) => Promise<T>): Promise<T> {
  const came: T[] = [];
  await ctx.tx
    .transaction(async (tx) => {
      came.push(await work({ ...ctx, tx }));
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return came[0] as T;
}
