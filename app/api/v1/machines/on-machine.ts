import type { z } from "zod";
import { customerOfMachine } from "@/server/collection/customer-of-machine";
import type { Context } from "@/server/context";
import { machineRow } from "@/server/reads/machine-list";
import { slugs } from "../names";
import type { Served } from "../operation";
import { serve } from "../serve";
import { type machineAnswer, shownMachine } from "./contract";

type Key = { customerId: string; machineId: string };

/** The handler of an operation that does something to one machine and answers with the machine. */
export const onMachine = <P extends `/machines/{id}${string}`, B extends z.ZodObject>(
  operation: Served<P, z.ZodObject, B, typeof machineAnswer>,
  act: (ctx: Context, key: Key, body: z.output<B>) => Promise<unknown>,
) =>
  serve(operation, (program, { params, body }) => {
    const { id } = params as { id: string };
    return program.owning(
      (ctx) => customerOfMachine(ctx, id),
      async (ctx, customerId) => {
        await act(ctx, { customerId, machineId: id }, body);
        return shownMachine(await machineRow(ctx, customerId, id), await slugs(ctx));
      },
    );
  });
