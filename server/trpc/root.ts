import { router } from "./init";
import { cloudsRouter } from "./routers/clouds";
import { identityRouter } from "./routers/identity";
import { operationsRouter } from "./routers/operations";

/** All procedures, one line for each module; routers/<module>.ts holds them. */
export const appRouter = router({
  clouds: cloudsRouter,
  identity: identityRouter,
  operations: operationsRouter,
});

export type AppRouter = typeof appRouter;
