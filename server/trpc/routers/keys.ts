import { z } from "zod";
import { createApiKey, revokeApiKey } from "../../identity/create-api-key";
import { createApiKeyInput } from "../../identity/input";
import { apiKeysOf } from "../../identity/queries";
import { customerProcedure, router, staffProcedure } from "../init";

const byId = z.object({ id: z.string().min(1).max(100) });

/** Keys of programs: a company's, and the provider's own. A key is shown once, when it is made. */
export const keysRouter = router({
  list: customerProcedure("keys.read").query(({ ctx }) => ctx.run((inner) => apiKeysOf(inner, ctx.customerId))),
  create: customerProcedure("keys.change")
    .input(createApiKeyInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => createApiKey(inner, { ...input, customerId: ctx.customerId }))),
  revoke: customerProcedure("keys.change")
    .input(byId)
    .mutation(({ ctx, input }) => ctx.run((inner) => revokeApiKey(inner, { ...input, customerId: ctx.customerId }))),

  providerList: staffProcedure("keys.read").query(({ ctx }) => ctx.run((inner) => apiKeysOf(inner, null))),
  createProvider: staffProcedure("keys.change")
    .input(createApiKeyInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => createApiKey(inner, { ...input, customerId: null }))),
  revokeProvider: staffProcedure("keys.change")
    .input(byId)
    .mutation(({ ctx, input }) => ctx.run((inner) => revokeApiKey(inner, { ...input, customerId: null }))),
});
