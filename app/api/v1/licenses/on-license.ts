import type { z } from "zod";
import type { Context } from "@/server/context";
import { customerOfLicense } from "@/server/licensing/customer-of-license";
import { licenseRow } from "@/server/reads/license-list";
import { slugs } from "../names";
import type { Served } from "../operation";
import { serve } from "../serve";
import { type license, shownLicense } from "./contract";

type Key = { customerId: string; licenseId: string };

/** The handler of an operation that does something to one license and answers with the license. */
export const onLicense = <P extends `/licenses/{id}${string}`, B extends z.ZodObject>(
  operation: Served<P, z.ZodObject, B, typeof license>,
  act: (ctx: Context, key: Key, body: z.output<B>) => Promise<unknown>,
) =>
  serve(operation, (program, { params, body }) => {
    const { id } = params as { id: string };
    return program.owning(
      (ctx) => customerOfLicense(ctx, id),
      async (ctx, customerId) => {
        await act(ctx, { customerId, licenseId: id }, body);
        return shownLicense(await licenseRow(ctx, customerId, id), await slugs(ctx));
      },
    );
  });
