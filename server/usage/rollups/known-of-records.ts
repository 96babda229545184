import { eq } from "drizzle-orm";
import { machines, meters } from "@/db/schema";
import type { Context } from "../../context";
import type { KnownOfRecords } from "../store/changed-use";

/** What ticks are made of besides the records: one customer's, or everybody's. */
export async function knownOfRecords({ tx }: Context, of: { customerId?: string } = {}): Promise<KnownOfRecords> {
  const kinds = await tx.select({ slug: meters.slug, kind: meters.kind, dimensions: meters.dimensions }).from(meters);
  const slugs = (kind: (typeof kinds)[number]["kind"]) =>
    kinds.filter((one) => one.kind === kind).map(({ slug }) => slug);
  const rows = await tx
    .select({ customerId: machines.customerId, id: machines.id, serviceId: machines.serviceId, kind: machines.kind })
    .from(machines)
    .where(of.customerId === undefined ? undefined : eq(machines.customerId, of.customerId));
  return {
    instants: [...slugs("gauge"), ...slugs("unique")],
    counters: slugs("counter"),
    uniques: slugs("unique"),
    declared: Object.fromEntries(
      kinds.filter(({ dimensions }) => dimensions.length > 0).map(({ slug, dimensions }) => [slug, dimensions]),
    ),
    machines: rows.map(({ kind, ...machine }) => ({ ...machine, overflow: kind === "overflow" })),
  };
}
