import { eq } from "drizzle-orm";
import { ledgers, plans, subscriptionParameters } from "@/db/schema";
import { addSubscription } from "@/server/billing/add-subscription";
import { inProvider, jobRequest } from "@/server/context";
import { draftOfMonth } from "@/server/money/open-months";
import { postCharge } from "@/server/money/post-charge";
import { makeCustomer } from "@/server/setup/testing/portal";
import { issueStatements } from "@/server/workflow/issue-statements";
import { sideBySide } from "./measure";
import type { Bench, World } from "./world";

const meters = ["units", "processor", "memory", "requests", "bandwidth"];
const window = { start: new Date("2026-11-01T00:00:00Z"), end: new Date("2026-12-01T00:00:00Z") };
const [charged, due] = [new Date("2026-11-20T12:00:00Z"), new Date("2026-12-02T09:00:00Z")];
/** Rows that the issue of one statement writes: the fee, two entries with five postings, the log. */
const rowsOfIssue = 9;
const lines = 4;
const longAhead = new Date("2100-01-01T00:00:00Z");

/** Tables of a billed company, and the columns of each that name what is the company's own. */
const own: Record<string, string[]> = {
  customers: ["id", "identifier"],
  subscriptions: ["customer_id", "id"],
  subscription_versions: ["customer_id", "id", "subscription_id"],
  subscription_parameters: ["customer_id", "id", "subscription_id"],
  limit_terms: ["customer_id", "id", "parameter_id"],
  ledgers: ["customer_id"],
  ledger_accounts: ["customer_id", "id"],
  statements: ["customer_id", "id"],
  statement_lines: ["customer_id", "id", "statement_id", "parameter_id"],
  ledger_entries: ["customer_id", "id", "cause_id"],
  ledger_postings: ["customer_id", "id", "entry_id", "account_id"],
  charges: ["customer_id", "id", "line_id", "parameter_id", "ledger_entry_id"],
};

/**
 * A month's statements of companies with five limits that were charged, and a fee: looked at as drafts, and issued as
 * month-end issues them. The most memory that this process ever had goes to standard error.
 */
export const billing: Bench = async function* (world, scale) {
  const size = Math.max(50, Math.round(5000 * scale));
  const template = await billedCompany(world);
  let copies = 0;
  const companies = (count: number) => copyCompany(world, template, ++copies, count);
  const drafts = new Map<number, string[]>();
  const ofSize = async (count: number) => {
    const made = drafts.get(count) ?? (await companies(count));
    drafts.set(count, made);
    return made;
  };
  yield {
    what: `drafts of a month, five limits and a fee each, ${size} companies`,
    size,
    unit: "/s",
    noun: "drafts",
    subject: async (count) => {
      const ids = await ofSize(count);
      return () =>
        sideBySide(ids, lines, (id) =>
          inProvider(jobRequest("bench", due), async (ctx) => {
            if ((await draftOfMonth(ctx, id, "2026-11")).lines.length !== meters.length)
              throw new Error("A line is missing.");
          }),
        );
    },
    floors: [
      {
        name: "SELECT of their lines and charges",
        prepare: async (count) => {
          const ids = await ofSize(count);
          return () =>
            sideBySide(ids, lines, async (id) => {
              await world.bare`select * from statement_lines where customer_id = ${id}`;
              await world.bare`select * from charges where customer_id = ${id}`;
            });
        },
      },
    ],
  };
  // What was looked at is issued first, untimed.
  await issueAll();
  await world.bare`create table bench_rows (customer_id text not null, id text primary key, content text not null)`;
  let written = 0;
  yield {
    what: `month-end: statements issued, five limits and a fee each, ${size} companies`,
    size,
    unit: "/s",
    noun: "statements",
    subject: async (count) => {
      await companies(count);
      return async () => {
        const issued = await issueAll();
        if (issued !== count) throw new Error(`${issued} of ${count} statements were issued.`);
        const peak = process.resourceUsage().maxRSS / 1024;
        process.stderr.write(`billing: ${count} statements, ${peak.toFixed(0)} MiB at most so far\n`);
      };
    },
    floors: [
      {
        name: `INSERT of ${rowsOfIssue} rows each`,
        prepare: async (count) => {
          const ids = await companies(count);
          await issueAll();
          return () =>
            sideBySide(ids, lines, (id) => {
              const rows = Array.from({ length: rowsOfIssue }, () => ({
                ...{ customer_id: id, id: `row_${++written}`, content: "Compute node: 79.00 EUR for the month." },
              }));
              return world.bare`insert into bench_rows ${world.bare(rows)}`;
            });
        },
      },
    ],
  };
};

/** Month-end of all companies, a hundred at a call. @returns how many statements were issued */
async function issueAll(): Promise<number> {
  let issued = 0;
  for (let after: string | null | undefined; after !== null; ) {
    const done = await issueStatements(jobRequest("bench", due), { month: "2026-11", after });
    const [refused] = done.refused;
    if (refused) throw new Error(refused.sentence);
    issued += done.issued.length;
    after = done.next;
  }
  return issued;
}

/** A company with a plan, five limits and a charge of each. @returns its id */
async function billedCompany({ clouds }: World): Promise<string> {
  const customerId = await makeCustomer("Bench billed GmbH", false);
  return inProvider(jobRequest("bench", window.start), async (ctx) => {
    const [plan] = await ctx.tx.select().from(plans).where(eq(plans.slug, "compute-node-10"));
    if (!plan) throw new Error("The plan compute-node-10 is not in the catalogue.");
    const terms = { limit: "8", period: "month", overRate: "1.80", overflowPolicy: "off" } as const;
    await addSubscription(ctx, {
      ...{ customerId, planId: plan.id, validFrom: window.start },
      parameters: meters.map((meter) => ({ meter, ...terms })),
    });
    const limits = await ctx.tx
      .select()
      .from(subscriptionParameters)
      .where(eq(subscriptionParameters.customerId, customerId));
    for (const { id: parameterId, meter } of limits)
      await postCharge(
        { ...ctx, now: charged },
        {
          ...{ customerId, parameterId, meter, billingEventId: null, window, ordinal: 1 },
          ...{ zone: { timeZone: "UTC", earlier: [] }, quantity: "4", rate: "1.80", rounding: "4 × 1.80 EUR." },
          ...{ increment: "4", cover: "0", alreadyRemitted: "0", description: "4 units above the limit" },
          amount: { minor: 720n, currency: "EUR" },
          facts: {
            ...{ meterName: meter, unit: "units", decimals: 0, aggregation: "sum", placement: "placed" },
            ...{ eventNumber: null, eventOrdinal: null, cloudId: clouds[0], cloudName: "cloud-a", cloudColorIndex: 1 },
            ...{ firstMachineName: null, overflowMachineName: null, limit: "8", scopeCloudName: null },
            ...{ billingFactor: "1", covers: [], billingStep: "1", mode: "limit" },
            ...{ used: "12", covered: "8", overflow: "0", excess: "4", useByCloud: {} },
          },
        },
      );
    // Month-end passes over the template: its copies are open.
    await ctx.tx.update(ledgers).set({ closedUntil: longAhead }).where(eq(ledgers.customerId, customerId));
    return customerId;
  });
}

/** So many companies like it, written past triggers and our code. @returns their ids */
async function copyCompany({ bare }: World, template: string, copy: number, count: number): Promise<string[]> {
  await bare.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const [table, names] of Object.entries(own)) {
      const columns = (
        await tx`select attname from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
                    and attgenerated = ''`
      ).map(({ attname }) => String(attname));
      const values = columns.map((name) =>
        names.includes(name) ? `t."${name}" || $1::text || n` : name === "closed_until" ? "null" : `t."${name}"`,
      );
      await tx.unsafe(
        `insert into "${table}" (${columns.map((name) => `"${name}"`).join(", ")})
         select ${values.join(", ")} from "${table}" t, generate_series(1, $2::integer) n
          where t."${table === "customers" ? "id" : "customer_id"}" = $3`,
        [`-${copy}-`, count, template],
      );
    }
  });
  for (const table of Object.keys(own)) await bare.unsafe(`vacuum analyze "${table}"`);
  return Array.from({ length: count }, (_, n) => `${template}-${copy}-${n + 1}`);
}
