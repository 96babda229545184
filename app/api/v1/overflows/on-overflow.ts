import type { z } from "zod";
import type { Context } from "@/server/context";
import { overflowRow } from "@/server/reads/standings";
import type { Served } from "../operation";
import { serve } from "../serve";
import { type overflow, shownOverflow } from "./contract";

type Key = { customerId: string; overflowId: string };

/** The handler of an operation that does something to one overflow and answers with the overflow. */
export const onOverflow = <P extends `/customers/{id}/overflows/{overflow}${string}`, B extends z.ZodObject>(
  operation: Served<P, z.ZodObject, B, typeof overflow>,
  act: (ctx: Context, key: Key, body: z.output<B>) => Promise<unknown>,
) =>
  serve(operation, (program, { params, body }) => {
    const { id, overflow: overflowId } = params as { id: string; overflow: string };
    return program.on(id, async (ctx, customerId) => {
      await act(ctx, { customerId, overflowId }, body);
      return shownOverflow(await overflowRow(ctx, customerId, overflowId));
    });
  });
