import { router } from "./init";
import { auditRouter } from "./routers/audit";
import { bankRouter } from "./routers/bank";
import { billingRouter } from "./routers/billing";
import { booksRouter } from "./routers/books";
import { catalogueRouter } from "./routers/catalogue";
import { cloudsRouter } from "./routers/clouds";
import { configurationRouter } from "./routers/configuration";
import { correctionsRouter } from "./routers/corrections";
import { customersRouter } from "./routers/customers";
import { frameRouter } from "./routers/frame";
import { identityRouter } from "./routers/identity";
import { keysRouter } from "./routers/keys";
import { licensesRouter } from "./routers/licenses";
import { linksRouter } from "./routers/links";
import { liveRouter } from "./routers/live";
import { machinesRouter } from "./routers/machines";
import { mappingsRouter } from "./routers/mappings";
import { noticesRouter } from "./routers/notices";
import { operationsRouter } from "./routers/operations";
import { overflowsRouter } from "./routers/overflows";
import { paymentsRouter } from "./routers/payments";
import { plansRouter } from "./routers/plans";
import { providerRouter } from "./routers/provider";
import { reservationsRouter } from "./routers/reservations";
import { statementsRouter } from "./routers/statements";
import { subscriptionsRouter } from "./routers/subscriptions";
import { taxesRouter } from "./routers/taxes";
import { uploadsRouter } from "./routers/uploads";
import { usageRouter } from "./routers/usage";

/** All procedures, one line for each module; routers/<module>.ts holds them. */
export const appRouter = router({
  operations: operationsRouter,
  audit: auditRouter,
  billing: billingRouter,
  statements: statementsRouter,
  payments: paymentsRouter,
  books: booksRouter,
  taxes: taxesRouter,
  bank: bankRouter,
  clouds: cloudsRouter,
  configuration: configurationRouter,
  corrections: correctionsRouter,
  customers: customersRouter,
  frame: frameRouter,
  identity: identityRouter,
  keys: keysRouter,
  catalogue: catalogueRouter,
  machines: machinesRouter,
  licenses: licensesRouter,
  links: linksRouter,
  live: liveRouter,
  notices: noticesRouter,
  overflows: overflowsRouter,
  plans: plansRouter,
  provider: providerRouter,
  reservations: reservationsRouter,
  subscriptions: subscriptionsRouter,
  mappings: mappingsRouter,
  uploads: uploadsRouter,
  usage: usageRouter,
});

export type AppRouter = typeof appRouter;

type Routers = AppRouter["_def"]["record"];
/** A procedure by its whole name, like `machines.approve`. */
export type ProcedureName = {
  [M in keyof Routers & string]: `${M}.${keyof Routers[M] & string}`;
}[keyof Routers & string];
