import { eq } from "drizzle-orm";
import postgres from "postgres";
import type { Database } from "@/db";
import { machines, plans } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { addSubscription, type NewParameter } from "@/server/billing/add-subscription";
import { addCloud } from "@/server/clouds/add-cloud";
import { inProvider, jobRequest } from "@/server/context";
import { newId } from "@/server/ids";
import { makeCustomer, shipCatalogue } from "@/server/setup/testing/portal";
import { settleUsage } from "@/server/usage/rollups/settle-usage";
import type { Comparison } from "./measure";

/** The time of the benches: late in a month, so that the running window is nearly a month of ticks. */
export const now = new Date("2026-11-29T23:50:00Z");
export const job = () => jobRequest("bench", now);
const longAgo = new Date("2025-01-01T00:00:00Z");

/** A fresh database with the catalogue and two host clouds that nobody calls. */
export type World = {
  /** The superuser in the same database: floors and loading run past roles, policies and our code. */
  bare: postgres.Sql;
  /** The address that the product's programs open it by. */
  databaseUrl: string;
  clouds: [string, string];
  /** Customers with a limit of `units` and so many machines, half of them in each cloud. */
  customers(count: number, machines: number, parameter?: Partial<NewParameter>): Promise<Customer[]>;
  /** Makes it the database of this process again, where another world was opened since. */
  enter(): void;
  version(): Promise<string>;
  close(): Promise<void>;
};
/** What a bench compares; prepared when its turn comes, so that one does not lie in the other's way. */
export type Bench = (world: World, scale: number) => AsyncGenerator<Comparison>;

export type Customer = { id: string; machines: { id: string; cloudId: string }[] };

export async function openWorld(): Promise<World> {
  const database = await makeTestDatabase();
  const address = new URL(process.env.SPILLWAY_TEST_SUPERUSER_URL ?? "");
  address.pathname = new URL(database.url).pathname;
  const bare = postgres(address.toString(), { max: 8, onnotice: () => {}, connection: { TimeZone: "UTC" } });
  await shipCatalogue();
  const cloud = (slug: string) => inProvider(job(), (ctx) => addCloud(ctx, { slug, name: slug, driver: "none" }));
  const clouds: [string, string] = [await cloud("cloud-a"), await cloud("cloud-b")];
  return {
    bare,
    databaseUrl: database.url,
    clouds,
    customers: async (count, size, parameter = {}) => {
      const made: Customer[] = [];
      for (let n = 0; n < count; n++) made.push(await addCustomerWith(clouds, size, parameter));
      await bare`analyze`;
      return made;
    },
    enter: () => {
      (globalThis as { spillwayDatabase?: Database }).spillwayDatabase = database.db;
    },
    version: async () => String((await bare`show server_version`)[0]?.server_version).split(" ")[0] ?? "",
    close: async () => {
      await bare.end();
      await database.drop();
    },
  };
}

let last = 0;
async function addCustomerWith(clouds: string[], size: number, parameter: Partial<NewParameter>): Promise<Customer> {
  const id = await makeCustomer(`Bench ${++last} GmbH`);
  return inProvider(jobRequest("bench", longAgo), async (ctx) => {
    const [plan] = await ctx.tx.select().from(plans).where(eq(plans.slug, "compute-node-10"));
    if (!plan) throw new Error("The plan compute-node-10 is not in the catalogue.");
    const limit: NewParameter = {
      meter: "units",
      limit: "1000000000",
      period: "month",
      overRate: "1.80",
      overflowPolicy: "ask",
      ...parameter,
    };
    await addSubscription(ctx, { customerId: id, planId: plan.id, validFrom: longAgo, parameters: [limit] });
    const made = Array.from({ length: size }, (_, n) => ({
      id: newId("machine", longAgo),
      cloudId: clouds[n % clouds.length] as string,
    }));
    const common = {
      customerId: id,
      state: "active" as const,
      kind: "ordinary" as const,
      serviceId: plan.serviceId,
      joinState: 1,
      application: "running" as const,
      needsApproval: false,
      createdAt: longAgo,
    };
    await ctx.tx.insert(machines).values(made.map((machine) => ({ ...common, ...machine })));
    return { id, machines: made };
  });
}

/** Gives every machine of a customer a level of `units` in every tick of the time, as if recorded then. */
export async function loadTicks(
  { bare }: World,
  { id, machines: own }: Customer,
  { from, to, level = 5 }: { from: Date; to: Date; level?: number },
): Promise<void> {
  await bare`
    insert into usage_ticks (customer_id, meter, tick, cloud_id, machine_id, overflow, sum, last, last_at, records)
    select ${id}, 'units', t, m.cloud, m.id, false, ${level}::numeric, ${level}::numeric, t, 1
      from generate_series(${from}::timestamptz, ${to}::timestamptz - interval '1 second', interval '15 minutes') t,
           unnest(${own.map((machine) => machine.id)}::text[], ${own.map((machine) => machine.cloudId)}::text[]) as m (id, cloud)`;
  await settleAll();
  for (const table of usageTables) await bare.unsafe(`vacuum analyze ${table}`);
}

/** What ticks and their rollups lie in. */
export const usageTables = ["usage_ticks", "usage_hours", "usage_spans", "usage_marks"];

/** Rolls up every hour that is marked, as a worker does all the time. */
export async function settleAll(): Promise<void> {
  while ((await settleUsage(job())).hours > 0);
}
