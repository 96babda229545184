import { methods } from "@/server/http/methods";
import { customerOfLink } from "@/server/setup/customer-of-link";
import { linkById, usesOf } from "@/server/setup/queries";
import { serve } from "../../../serve";
import { listUses } from "../../contract";

export const dynamic = "force-dynamic";

const get = serve(listUses, (program, { params }) =>
  program.owning(
    (ctx) => customerOfLink(ctx, params.id),
    async (ctx, customerId) => {
      await linkById(ctx, customerId, params.id);
      const uses = await usesOf(ctx, customerId, params.id);
      return { uses: uses.map(({ usedAt, ...use }) => ({ ...use, usedAt: usedAt.toISOString() })) };
    },
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
