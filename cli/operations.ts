import { and, count, desc, eq, isNull } from "drizzle-orm";
import { billingEvents, customers, notices, overflows, standings, subscriptionParameters } from "@/db/schema";
import { listConnections } from "@/server/clouds/queries";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { env } from "@/server/env";
import { storeCheck } from "@/server/keys/check-secrets";
import { publicKeys } from "@/server/keys/signing-keys";
import { formatMoney } from "@/server/money";
import { health } from "@/server/monitoring/health";
import { reconcile } from "@/server/workflow/reconcile";
import { type Command, strings, table } from "./command";

const request = () => jobRequest("command line");

/** The customer named by `--customer`, or all. */
const ofCustomer = (name: string | undefined) =>
  name === undefined ? null : inProvider(request(), async (ctx) => (await customerByIdOrIdentifier(ctx, name)).id);

export const operations: Command[] = [
  {
    name: "usage show",
    usage: "[--customer ID|IDENTIFIER]",
    options: strings("customer"),
    run: async ({ customer }) => {
      const only = await ofCustomer(customer);
      const rows = await inProvider(request(), (ctx) =>
        ctx.tx
          .select({
            standing: standings,
            identifier: customers.identifier,
            zone: customers.timeZone,
            limit: subscriptionParameters.limit,
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
          .where(only ? eq(standings.customerId, only) : undefined)
          .orderBy(customers.identifier, standings.meter, desc(standings.windowStart)),
      );
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
    name: "billing-events list",
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
  { name: "doctor", usage: "", options: {}, run: doctor },
];

/** What is wrong and how to mend it; exit code 3 when something is. */
async function doctor() {
  const state = await health(request());
  const checks = Object.entries(state.parts).map(([part, { ok, what }]) => ({ part, ok, what }));
  checks.push(mailCheck());
  if (state.parts.migrations?.ok) {
    checks.push(await keysCheck());
    const more = await inProvider(request(), async (ctx) => {
      const connections = await listConnections(ctx);
      const [undelivered] = await ctx.tx
        .select({ n: count() })
        .from(notices)
        .where(and(isNull(notices.deliveredAt)));
      const [stuck] = await ctx.tx.select({ n: count() }).from(overflows).where(eq(overflows.state, "stuck"));
      return [
        ...connections
          .filter(({ connection }) => connection)
          .map(({ cloud, connection }) => ({
            part: `cloud ${cloud.slug}`,
            ok: !connection?.lastError,
            what: connection?.lastError
              ? `${connection.lastError} Is it running? Test its connection in the console.`
              : "It answers.",
          })),
        { part: "notices", ok: (undelivered?.n ?? 0) < 50, what: `${undelivered?.n ?? 0} wait to be delivered.` },
        {
          part: "overflows",
          ok: stuck?.n === 0,
          what:
            stuck?.n === 0
              ? "None is stuck."
              : `${stuck?.n} stuck: open its billing event in the console and press Try again.`,
        },
      ];
    });
    checks.push(...more);
  }
  const wrong = checks.some((check) => !check.ok);
  return {
    json: { ok: !wrong, checks },
    text: checks.map(({ part, ok, what }) => `${ok ? "ok   " : "WRONG"}  ${part}: ${what}`).join("\n"),
    exitCode: wrong ? 3 : 0,
  };
}

/** Without a mail server invitations and sign-in links reach nobody; the demo stores them in its mailbox. */
function mailCheck() {
  const { SPILLWAY_MODE, SMTP_URL, OIDC_ISSUER } = env();
  if (SMTP_URL) return { part: "mail", ok: true, what: "Mails go out by SMTP_URL." };
  if (SPILLWAY_MODE === "demo") return { part: "mail", ok: true, what: "Mails are stored in the demo's mailbox." };
  const what = "SMTP_URL is not set: invitations, sign-in links and warnings are stored and reach nobody. Set it.";
  return { part: "mail", ok: false, what: OIDC_ISSUER ? `${what} Sign-in by OpenID Connect works without.` : what };
}

async function keysCheck() {
  try {
    const keys = await publicKeys("license");
    return { part: "keys", ok: true, what: `${keys.length} license key can be opened.` };
  } catch (error) {
    return { part: "keys", ok: false, what: (error as Error).message };
  }
}
