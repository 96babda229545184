import { methods } from "@/server/http/methods";
import { revokeApiKey } from "@/server/identity/create-api-key";
import { apiKeyById } from "@/server/identity/queries";
import { serve } from "../../serve";
import { getKey, revokeKey, shownKey } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getKey, (program, { params }) =>
  program.see(undefined, async (ctx) => shownKey(await apiKeyById(ctx, params.id))),
);

const remove = serve(revokeKey, (program, { params }) =>
  program.owning(
    async (ctx) => (await apiKeyById(ctx, params.id)).customerId,
    async (ctx, customerId) => {
      await revokeApiKey(ctx, { customerId, id: params.id });
      return null;
    },
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, DELETE: remove });
