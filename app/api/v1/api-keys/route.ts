import { methods } from "@/server/http/methods";
import { createApiKey } from "@/server/identity/create-api-key";
import { apiKeyById, apiKeyPage } from "@/server/identity/queries";
import { serve } from "../serve";
import { createKey, listKeys, shownKey } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listKeys, (program, { query: { customer, after, limit } }) =>
  program.see(customer, async (ctx, customerId) => {
    const { rows, nextCursor } = await apiKeyPage(ctx, customerId, { cursor: after, limit });
    return { apiKeys: rows.map(shownKey), next: nextCursor };
  }),
);

/** The key is shown in this answer alone. */
const post = serve(createKey, (program, { body: { customer, ...about } }) =>
  program.see(customer, async (ctx, customerId) => {
    const { id, key } = await createApiKey(ctx, { ...about, customerId });
    return { ...shownKey(await apiKeyById(ctx, id)), key };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
