import { router } from "./init";
import { auditRouter } from "./routers/audit";
import { billingRouter } from "./routers/billing";
import { cloudsRouter } from "./routers/clouds";
import { configurationRouter } from "./routers/configuration";
import { customersRouter } from "./routers/customers";
import { frameRouter } from "./routers/frame";
import { identityRouter } from "./routers/identity";
import { keysRouter } from "./routers/keys";
import { liveRouter } from "./routers/live";
import { noticesRouter } from "./routers/notices";
import { operationsRouter } from "./routers/operations";
import { overflowsRouter } from "./routers/overflows";
import { subscriptionsRouter } from "./routers/subscriptions";

/** All procedures, one line for each module; routers/<module>.ts holds them. */
export const appRouter = router({
  operations: operationsRouter,
  audit: auditRouter,
  billing: billingRouter,
  clouds: cloudsRouter,
  configuration: configurationRouter,
  customers: customersRouter,
  frame: frameRouter,
  identity: identityRouter,
  keys: keysRouter,
  live: liveRouter,
  notices: noticesRouter,
  overflows: overflowsRouter,
  subscriptions: subscriptionsRouter,
});

export type AppRouter = typeof appRouter;
