import { inArray, sql } from "drizzle-orm";
import { clouds, customers, hostCloudAccounts, machines, services, vendors } from "@/db/schema";
import { listMeters } from "../../catalogue/queries";
import type { Context } from "../../context";
import type { Page } from "../../pagination";
import { type BillingWindow, billingWindow, calendarWindow } from "../../periods";
import { currentProvider } from "../../provider/queries";
import { type MeterKind, onPremises } from "../rules";
import { usageStore } from "../store/usage-store";
import type { PlaceQuery, PlaceValue } from "../store/use-over-time";
import { tickMs, tickOf } from "../ticks";
import type { FocusInput } from "./input";

/** Rows of one page, which is read in one transaction. */
const linesPerPage = 5000;
const hourMs = 3_600_000;

type NamedMachine = Pick<typeof machines.$inferSelect, "id" | "kind" | "hostname" | "os" | "serial" | "instanceId">;

/** What one machine used of a meter in a cloud in a charge period, with the names of all that it concerns. */
export type FocusLine = {
  provider: string;
  customer: { id: string; name: string; currency: string };
  /** The statement's period in which the charge period begins. */
  billingPeriod: BillingWindow;
  chargePeriod: BillingWindow;
  meter: { slug: string; name: string; unit: string; kind: MeterKind };
  /** Exact decimal, in the meter's unit. */
  quantity: string;
  /** null: on-premises. */
  cloud: { slug: string; name: string; region: string | null; account: string | null } | null;
  /** null where the records name none. */
  machine: NamedMachine | null;
  service: { slug: string; name: string; vendor: string } | null;
};

/**
 * A page of what a FOCUS export holds: counted use, as charts and totals have it (docs/rules.md 3.12), bucket by bucket
 * and machine by machine. The quarter of an hour that is running is left out, since its figures are still to come.
 * @throws invalid_input for a cursor that no page gave
 */
export async function focusPage(
  ctx: Context,
  { customerId, cursor, ...asked }: FocusInput & { customerId?: string | undefined },
): Promise<Page<FocusLine>> {
  const known = await listMeters(ctx);
  const { grain, zone } = asked;
  // Ticks are the smallest pieces of time: one that is cut belongs to it whole.
  const end = Math.ceil(asked.to.getTime() / tickMs) * tickMs;
  const time = { from: tickOf(asked.from), to: new Date(Math.min(end, tickOf(ctx.now).getTime())) };
  if (time.from >= time.to) return { rows: [], nextCursor: null };
  const meters: PlaceQuery["meters"] = known;
  const place = { customerId, meters, ...time, grain, zone, cursor, limit: linesPerPage };
  const { rows, nextCursor } = await usageStore.places(ctx, place);
  const named = await namesOf(ctx, rows);
  const provider = (await currentProvider(ctx)).displayName;
  const billed = statementPeriods();
  const lines = rows.flatMap((row): FocusLine[] => {
    const meter = known.find(({ slug }) => slug === row.meter);
    const customer = named.customers.get(row.customerId);
    if (!meter || !customer) return [];
    const cloud = named.clouds.get(row.cloudId);
    const chargePeriod = within(time, bucketFrom(row.at, grain, zone));
    return [
      {
        provider,
        customer,
        billingPeriod: billed(chargePeriod.start, customer),
        chargePeriod,
        meter,
        quantity: row.quantity,
        cloud: cloud
          ? { ...cloud, account: named.accounts.get(accountKey(row.customerId, row.cloudId)) ?? null }
          : null,
        machine: named.machines.get(row.machineId) ?? null,
        service: named.services.get(row.serviceId) ?? null,
      },
    ];
  });
  return { rows: lines, nextCursor };
}

function bucketFrom(at: Date, grain: FocusInput["grain"], zone = "UTC"): BillingWindow {
  if (grain === "day") return calendarWindow("day", at, zone);
  return { start: at, end: new Date(at.getTime() + hourMs) };
}

/** A charge period that begin or end of the export cuts is that part of it. */
const within = ({ from, to }: { from: Date; to: Date }, { start, end }: BillingWindow): BillingWindow => ({
  start: start < from ? from : start,
  end: end > to ? to : end,
});

/** The statement's period around an instant. Rows come in the order of time: the last period is mostly the next. */
function statementPeriods(): (at: Date, customer: typeof customers.$inferSelect) => BillingWindow {
  const last = new Map<string, BillingWindow>();
  return (at, { id, timeZone, earlierZones: earlier }) => {
    const before = last.get(id);
    if (before && before.start <= at && at < before.end) return before;
    const period = billingWindow("month", at, { timeZone, earlier });
    last.set(id, period);
    return period;
  };
}

const accountKey = (customerId: string, cloudId: string) => `${customerId} ${cloudId}`;
const byId = <T extends { id: string }>(rows: readonly T[]) => new Map(rows.map((row) => [row.id, row]));

/** What the ids of these rows are called. */
async function namesOf({ tx }: Context, rows: readonly PlaceValue[]) {
  const ids = (of: (row: PlaceValue) => string) => sql.param([...new Set(rows.map(of))]);
  const customerIds = ids(({ customerId }) => customerId);
  const [companies, ran, sold, hosts, accounts] = await Promise.all([
    tx.select().from(customers).where(sql`${customers.id} in (select unnest(${customerIds}::text[]))`),
    tx
      .select({
        id: machines.id,
        kind: machines.kind,
        hostname: machines.hostname,
        os: machines.os,
        serial: machines.serial,
        instanceId: machines.instanceId,
      })
      .from(machines)
      .where(sql`${machines.id} in (select unnest(${ids(({ machineId }) => machineId)}::text[]))`),
    tx
      .select({ id: services.id, slug: services.slug, name: services.name, vendor: vendors.name })
      .from(services)
      .innerJoin(vendors, sql`${vendors.id} = ${services.vendorId}`),
    tx
      .select()
      .from(clouds)
      .where(inArray(clouds.id, [...new Set([onPremises, ...rows.map(({ cloudId }) => cloudId)])])),
    tx
      .select()
      .from(hostCloudAccounts)
      .where(sql`${hostCloudAccounts.customerId} in (select unnest(${customerIds}::text[]))`),
  ]);
  return {
    customers: byId(companies),
    machines: byId(ran),
    services: byId(sold),
    clouds: byId(hosts),
    accounts: new Map(
      accounts.map(({ customerId, cloudId, reference }) => [accountKey(customerId, cloudId), reference]),
    ),
  };
}
