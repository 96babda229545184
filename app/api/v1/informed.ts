import type { z } from "zod";
import type { Context } from "@/server/context";
import { advanceInformed } from "@/server/workflow/advance-waiting-machines";
import type { Served } from "./operation";
import { type Gives, serve } from "./serve";

/**
 * The handler of an operation on one customer that stores information from it: machines that waited for the information
 * are advanced after the commit.
 */
export function serveInformed<B extends z.ZodObject, A extends z.ZodType | null>(
  operation: Served<`/customers/{id}/${string}`, z.ZodObject, B, A>,
  store: (ctx: Context, customerId: string, body: z.output<B>) => Promise<{ machineIds: string[]; answer: Gives<A> }>,
) {
  return serve(operation, async (program, { params, body }) => {
    let informed: { customerId: string; machineIds: string[] } | undefined;
    const answer = await program.on(String((params as { id: string }).id), async (ctx, customerId) => {
      const stored = await store(ctx, customerId, body);
      informed = { customerId, machineIds: stored.machineIds };
      return stored.answer;
    });
    if (informed) await advanceInformed(program.request, informed.customerId, informed);
    return answer;
  });
}
