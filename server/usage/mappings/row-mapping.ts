import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { customers, hostCloudAccounts, meters } from "@/db/schema";
import type { Cloud } from "../../clouds/queries";
import type { Context } from "../../context";
import { shippedMeters } from "../../services/meters";
import {
  cellOf,
  type FocusRow,
  fitsPattern,
  type MappingRules,
  type MeterPair,
  noRules,
  pairOf,
} from "./mapping-rules";
import { mappingOf } from "./mapping-versions";
import { defaultsOf } from "./provider-defaults";

type MappedMeter = { unit: string; kind: string };
/** Who has an account: its customer by id, or nobody. */
type Accounts = Map<string, string | null>;

/** How the rows of one import are read: a version of a cloud's rules, with what they refer to. */
export type RowMapping = {
  version: number;
  rules: MappingRules;
  meters: ReadonlyMap<string, MappedMeter>;
  customerId: string;
  /** Patterns of the cloud column that mean the import's cloud. */
  clouds: readonly string[];
  /** Of the values of the customer column that have been looked up. */
  accounts: Accounts;
  /** Pairs that were found of a value and a unit: files repeat them row by row. */
  fitting: Map<string, MeterPair | undefined>;
};

/** Without rules of one's own, and the meters that come with the product. */
export const plainMapping: RowMapping = {
  ...{ version: 0, rules: noRules, customerId: "", clouds: [], accounts: new Map(), fitting: new Map() },
  meters: new Map(shippedMeters.map(({ slug, unit, kind }) => [slug, { unit, kind }])),
};

type Of = { customerId: string; cloud: Pick<Cloud, "id" | "slug" | "name"> };

/**
 * The mapping of an import of a cloud for a customer.
 * @param version an earlier version of the rules; else the present one
 * @throws not_found for a version that there is not
 */
export async function loadMapping(ctx: Context, of: Of, version?: number): Promise<RowMapping> {
  const stored = await mappingOf(ctx, of.cloud.id, version);
  return mappingBy(ctx, of, stored);
}

/** The mapping by rules that need not be stored. */
export async function mappingBy(
  ctx: Context,
  { customerId, cloud }: Of,
  { version, rules }: { version: number; rules: MappingRules },
): Promise<RowMapping> {
  const known = await ctx.tx.select({ slug: meters.slug, unit: meters.unit, kind: meters.kind }).from(meters);
  return {
    ...{ version, rules, customerId, accounts: new Map(), fitting: new Map() },
    meters: new Map(known.map(({ slug, unit, kind }) => [slug, { unit, kind }])),
    clouds: rules.clouds.length > 0 ? rules.clouds : [cloud.slug, cloud.name],
  };
}

/** How many values of the customer column are remembered at once. */
const mostAccounts = 100_000;

/** Looks up whose the accounts are that rows name. Before `elsewhereOf` judges these rows. */
export async function learnAccounts(
  inTransaction: <T>(work: (ctx: Context) => Promise<T>) => Promise<T>,
  cloudId: string,
  { rules, accounts }: RowMapping,
  rows: readonly FocusRow[],
): Promise<void> {
  const { customer: column } = rules.columns;
  if (column === null) return;
  if (accounts.size > mostAccounts) accounts.clear();
  const named = new Set(rows.flatMap((row) => cellOf(row, column) ?? []));
  // No account has a NUL, and the database takes none.
  const values = [...named].filter((one) => !accounts.has(one) && !one.includes("\0"));
  if (values.length === 0) return;
  const found = await inTransaction((ctx) => customersOf(ctx, { cloudId, rules, values }));
  for (const value of values) accounts.set(value, found.get(value) ?? null);
}

/**
 * The customers whose accounts these are: by a pair of the rules, as the account at the cloud, or by the customer's id
 * or confirmed account identifier, in this order.
 */
async function customersOf(
  { tx }: Context,
  { cloudId, rules, values }: { cloudId: string; rules: MappingRules; values: string[] },
): Promise<Map<string, string>> {
  const pairs = rules.customers.filter(({ value }) => values.includes(value));
  const named = pairs.map(({ customer }) => customer);
  const asked = [...values, ...named];
  const byIdentifier = await tx
    .select({ value: customers.identifier, id: customers.id })
    .from(customers)
    .where(and(inArray(customers.identifier, asked), isNotNull(customers.identifierConfirmedAt)));
  const byId = await tx.select({ id: customers.id }).from(customers).where(inArray(customers.id, asked));
  const atCloud = await tx
    .select({ value: hostCloudAccounts.reference, id: hostCloudAccounts.customerId })
    .from(hostCloudAccounts)
    .where(and(eq(hostCloudAccounts.cloudId, cloudId), inArray(hostCloudAccounts.reference, values)));
  const own = new Map([...byIdentifier.map(({ value, id }): [string, string] => [value, id])]);
  for (const { id } of byId) own.set(id, id);
  const found = new Map(own);
  for (const { value, id } of atCloud) found.set(value, id);
  for (const { value, customer } of pairs) {
    const id = own.get(customer);
    if (id !== undefined) found.set(value, id);
  }
  return found;
}

/** Why a row is not of the import's customer and cloud; null where it is. */
export function elsewhereOf(
  row: FocusRow,
  { rules: { columns }, customerId, clouds, accounts }: RowMapping,
): "other_customer" | "no_customer" | "other_cloud" | null {
  if (columns.customer !== null) {
    const account = cellOf(row, columns.customer);
    const whose = account === null ? null : (accounts.get(account) ?? null);
    if (whose !== customerId) return whose === null ? "no_customer" : "other_customer";
  }
  if (columns.cloud === null) return null;
  const cloud = cellOf(row, columns.cloud);
  return cloud !== null && clouds.some((one) => fitsPattern(one, cloud)) ? null : "other_cloud";
}

/** Which pair names a row's meter, and the cells that its use is read from. */
export type RowReading = { quantity: string | null; unit: string | null; pair: MeterPair | undefined };

/** How many values of the meter column are remembered at once. */
const mostFitting = 20_000;

/** What a row's use is read from by the rules of its cloud. */
export function ownReading(row: FocusRow, { rules: { columns, meters: pairs }, fitting }: RowMapping): RowReading {
  const unit = cellOf(row, columns.unit ?? "ConsumedUnit");
  const quantity = cellOf(row, columns.quantity ?? "ConsumedQuantity");
  const value = columns.meter === null ? null : cellOf(row, columns.meter);
  if (value === null) return { quantity, unit, pair: undefined };
  const key = JSON.stringify([value, unit]);
  if (!fitting.has(key)) {
    if (fitting.size > mostFitting) fitting.clear();
    fitting.set(key, pairOf(pairs, value, unit));
  }
  return { quantity, unit, pair: fitting.get(key) };
}

/** The same by the defaults of the provider that the row names, where a pair of them fits. */
export function defaultReading(row: FocusRow, { rules: { columns } }: RowMapping): RowReading | null {
  const known = defaultsOf(row);
  const value = known && cellOf(row, known.columns.meter);
  if (!known || !value) return null;
  const unit = cellOf(row, columns.unit ?? known.columns.unit);
  const pair = pairOf(known.meters, value, unit);
  return pair ? { quantity: cellOf(row, columns.quantity ?? known.columns.quantity), unit, pair } : null;
}
