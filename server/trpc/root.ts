import { router } from "./init";
import { identityRouter } from "./routers/identity";

/** All procedures, one line for each module; routers/<module>.ts holds them. */
export const appRouter = router({
  identity: identityRouter,
});

export type AppRouter = typeof appRouter;
