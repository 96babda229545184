import { boolean, date, foreignKey, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { dunningSteps as steps } from "../../server/money/states";
import { customers } from "./configuration";
import { statements } from "./statements";
import { stateCheck } from "./states";
import { customerId, id, instant, tenantPolicies } from "./tenancy";

/** What was done because a statement was not paid, each step once (docs/rules.md 7.18). */
export const dunningSteps = pgTable(
  "dunning_steps",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    statementId: text("statement_id").notNull(),
    step: text("step", { enum: steps }).notNull(),
    takenAt: instant("taken_at").notNull(),
    /** The customer is suspended by it, and not by its staff. */
    isSuspended: boolean("is_suspended").notNull(),
    /** When that ended: the statement was paid, or staff resumed the customer. */
    liftedAt: instant("lifted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("dunning_steps_id").on(t.id),
    unique("dunning_steps_once").on(t.customerId, t.statementId, t.step),
    stateCheck("dunning_steps", t.step, steps),
    foreignKey({
      name: "dunning_steps_of_statement",
      columns: [t.customerId, t.statementId],
      foreignColumns: [statements.customerId, statements.id],
    }),
    ...tenantPolicies("dunning_steps"),
  ],
);

/** Finance knows that a statement is being paid: until the end of that day (UTC) no step is taken because of it. */
export const paymentPromises = pgTable(
  "payment_promises",
  {
    customerId: customerId().references(() => customers.id),
    statementId: text("statement_id").notNull(),
    until: date("until", { mode: "string" }).notNull(),
    setBy: text("set_by").notNull(),
    setAt: instant("set_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.statementId] }),
    foreignKey({
      name: "payment_promises_of_statement",
      columns: [t.customerId, t.statementId],
      foreignColumns: [statements.customerId, statements.id],
    }),
    ...tenantPolicies("payment_promises"),
  ],
);
