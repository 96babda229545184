import { and, desc, eq, sql } from "drizzle-orm";
import { billingEvents, customers, overflows, standings, subscriptionParameters } from "@/db/schema";
import { termsInForce } from "@/server/billing/limit-terms";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { storeCheck } from "@/server/keys/check-secrets";
import { formatMoney } from "@/server/money";
import type { Check } from "@/server/reads/check";
import { health } from "@/server/reads/health";
import { type Rebuilt, rebuildUsage } from "@/server/usage/rollups/rebuild-usage";
import { checkStandings, type StandingsChecked } from "@/server/workflow/check-standings";
import { reconcile } from "@/server/workflow/reconcile";
import { type Command, strings, table } from "./command";

const request = () => jobRequest("command line");

/** The customer named by `--customer`, or all. */
const ofCustomer = (name: string | undefined) =>
  name === undefined ? null : inProvider(request(), async (ctx) => (await customerByIdOrIdentifier(ctx, name)).id);

export const operations: Command[] = [
  {
    name: "usage show",
    like: ["billing.standings"],
    usage: "[--customer ID|IDENTIFIER]",
    options: strings("customer"),
    run: async ({ customer }) => {
      const only = await ofCustomer(customer);
      const rows = await inProvider(request(), (ctx) => {
        const terms = termsInForce(
          ctx,
          sql`least(${standings.windowEnd} - interval '1 ms', ${sql.param(ctx.now, standings.windowEnd)})`,
        );
        return ctx.tx
          .select({
            standing: standings,
            identifier: customers.identifier,
            zone: customers.timeZone,
            limit: terms.limit,
          })
          .from(standings)
          .innerJoin(customers, eq(customers.id, standings.customerId))
          .innerJoin(
            subscriptionParameters,
            and(
              eq(subscriptionParameters.customerId, standings.customerId),
              eq(subscriptionParameters.id, standings.parameterId),
            ),
          )
          .innerJoinLateral(terms, sql`true`)
          .where(only ? eq(standings.customerId, only) : undefined)
          .orderBy(customers.identifier, standings.meter, desc(standings.windowStart));
      });
      const shown = rows.map(({ standing, identifier, zone, limit }) => ({
        customer: identifier,
        meter: standing.meter,
        windowStart: standing.windowStart.toISOString(),
        // A period begins at midnight where the customer is billed, which is the day before in UTC east of it.
        window: standing.windowStart.toLocaleString("sv-SE", { timeZone: zone }).slice(0, 16),
        limit,
        ...standing.figures,
      }));
      return {
        json: shown,
        text: table(
          ["customer", "meter", "window", "use", "limit", "covered", "overflow", "excess"],
          shown.map((row) => [
            row.customer,
            row.meter,
            row.window,
            row.use ?? "–",
            row.limit ?? "–",
            row.covered ?? "–",
            row.overflow ?? "–",
            row.excess ?? "–",
          ]),
        ),
      };
    },
  },
  {
    name: "usage rebuild",
    usage: "",
    options: {},
    run: async () => {
      const rebuilt = await rebuildUsage(request());
      return { json: rebuilt, text: rebuiltSentence(rebuilt) };
    },
  },
  {
    name: "standing check",
    usage: "[--customer ID|IDENTIFIER]",
    options: strings("customer"),
    run: async ({ customer }) => {
      const found = await checkStandings(request(), await ofCustomer(customer));
      return { json: found, text: checkedSentence(found) };
    },
  },
  {
    name: "billing-events list",
    like: ["billing.events", "operations.events"],
    usage: "[--customer ID|IDENTIFIER]",
    options: strings("customer"),
    run: async ({ customer }) => {
      const only = await ofCustomer(customer);
      const rows = await inProvider(request(), (ctx) =>
        ctx.tx
          .select({
            event: billingEvents,
            identifier: customers.identifier,
            state: overflows.state,
            error: overflows.error,
          })
          .from(billingEvents)
          .innerJoin(customers, eq(customers.id, billingEvents.customerId))
          .leftJoin(
            overflows,
            and(eq(overflows.customerId, billingEvents.customerId), eq(overflows.billingEventId, billingEvents.id)),
          )
          .where(only ? eq(billingEvents.customerId, only) : undefined)
          .orderBy(desc(billingEvents.number)),
      );
      return {
        json: rows.map(({ event, identifier, state, error }) => ({ ...event, customer: identifier, state, error })),
        text: table(
          ["event", "customer", "meter", "excess", "amount", "overflow"],
          rows.map(({ event, identifier, state }) => [
            `EV-${event.number}`,
            identifier,
            event.meter,
            event.excess,
            formatMoney({ minor: event.amountMinor, currency: event.currency }),
            state ?? "–",
          ]),
        ),
      };
    },
  },
  {
    name: "cron run",
    usage: "",
    options: {},
    run: async () => {
      const summary = await reconcile(request());
      const failures = summary.failures as string[];
      return { json: summary, text: JSON.stringify(summary, null, 2), exitCode: failures.length > 0 ? 1 : 0 };
    },
  },
  {
    name: "secrets accept",
    usage: "",
    options: {},
    run: async () => {
      await inProvider(request(), (ctx) => storeCheck(ctx, { anew: true }));
      const text = "The installation now belongs to these SPILLWAY_KEYS and this NEXTAUTH_SECRET.";
      return { json: { accepted: true }, text };
    },
  },
  {
    name: "doctor",
    like: ["operations.checks", "operations.health", "operations.failingStandings"],
    usage: "",
    options: {},
    run: doctor,
  },
];

function checkedSentence({ checked, differences }: StandingsChecked): string {
  if (differences.length === 0) return `${checked} standings are what their use says, tick by tick.`;
  const columns = ["customer", "meter", "window from", "was", "is"];
  const rows = differences.map(({ customerId, meter, windowStart, stored, found }) => [
    ...[customerId, meter, windowStart.toISOString()],
    ...[stored, found].map(({ aggregate, increment }) => `${aggregate}, ${increment} above`),
  ]);
  return [`${differences.length} of ${checked} standings differed. They are judged again.`, table(columns, rows)].join(
    "\n",
  );
}

function rebuiltSentence(rebuilt: Rebuilt): string {
  if (rebuilt === null) return "There is no usage.";
  const [from, to] = [rebuilt.from, rebuilt.to].map((at) => at.toISOString().slice(0, 10));
  const compared = `Ticks and rollups of ${from} to ${to} were compared with the records`;
  return rebuilt.changed === 0
    ? `${compared}: nothing differed.`
    : `${compared}: ${rebuilt.changed} rows differed, and were corrected.`;
}

/** What is wrong and how to mend it; exit code 3 when something is. */
async function doctor() {
  const { ok, checks } = await health(request());
  const line = ({ part, ok, warns, what, detail }: Check) =>
    `${ok ? (warns ? "WARN " : "ok   ") : "WRONG"}  ${part}: ${what}${detail ? `\n         ${detail}` : ""}`;
  return { json: { ok, checks }, text: checks.map(line).join("\n"), exitCode: ok ? 0 : 3 };
}
