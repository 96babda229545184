import { eq } from "drizzle-orm";
import { cloudConnections, clouds } from "@/db/schema";
import { inProvider, jobRequest } from "../context";
import { DomainError } from "../errors";
import { openConnection } from "./connection";
import type { CallCapability, CloudCalls, CloudDriver } from "./driver";
import { type ExchangeSubject, recordExchange } from "./record-exchange";
import { driverFault, kindOf } from "./registry";

/**
 * What may be asked of a host cloud under one capability; its exchanges are recorded under `subject`. Reads the
 * connection in a transaction of its own: never call it inside one.
 * @throws DomainError unavailable for a cloud that has no connection or whose driver does not declare the capability.
 */
export async function driverFor<C extends CallCapability>(
  cloudId: string,
  capability: C,
  subject: ExchangeSubject = {},
): Promise<CloudCalls[C]> {
  const { name, driver } = await openCloud(cloudId, subject);
  const offered: Partial<CloudCalls> = driver;
  const calls = offered[capability];
  if (!calls) throw new DomainError("unavailable", `The host cloud ${name} does not offer ${capability}.`);
  return calls;
}

/**
 * An open connection to a host cloud, with the calls that its driver declares.
 * @throws DomainError unavailable for a cloud that has no connection.
 */
export async function openCloud(
  cloudId: string,
  subject: ExchangeSubject = {},
): Promise<{ name: string; driver: CloudDriver }> {
  const [row] = await inProvider(jobRequest("clouds"), (ctx) =>
    ctx.tx
      .select({ cloud: clouds, connection: cloudConnections })
      .from(clouds)
      .leftJoin(cloudConnections, eq(cloudConnections.cloudId, clouds.id))
      .where(eq(clouds.id, cloudId)),
  );
  const name = row?.cloud.name ?? cloudId;
  const fault = row && driverFault(row.cloud.driver);
  if (fault) throw new DomainError("unavailable", `The host cloud ${name} cannot be reached. ${fault}`);
  const kind = row && kindOf(row.cloud.driver);
  if (!row?.connection || !kind?.open)
    throw new DomainError("unavailable", `The host cloud ${name} has no connection. Its use comes from files only.`);
  const record = (exchange: Parameters<typeof recordExchange>[2]) => recordExchange(cloudId, subject, exchange);
  return { name, driver: kind.open(openConnection(kind, row.connection), record) };
}
