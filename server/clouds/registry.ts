import { eq } from "drizzle-orm";
import { cloudConnections, clouds } from "@/db/schema";
import { inProvider, jobRequest } from "../context";
import { DomainError } from "../errors";
import { unseal } from "../keys/ring";
import type { CloudDriver } from "./driver";
import { sandboxDriver } from "./drivers/sandbox/driver";
import { type ExchangeSubject, recordExchange } from "./record-exchange";

/**
 * The driver of a host cloud, its exchanges recorded under `subject`. Reads the connection in a transaction of its own;
 * never call it inside one.
 * @throws DomainError unavailable for a cloud without a driver (its use comes from files only).
 */
export async function driverFor(cloudId: string, subject: ExchangeSubject = {}): Promise<CloudDriver> {
  const [row] = await inProvider(jobRequest("clouds"), (ctx) =>
    ctx.tx
      .select({ cloud: clouds, connection: cloudConnections })
      .from(clouds)
      .leftJoin(cloudConnections, eq(cloudConnections.cloudId, clouds.id))
      .where(eq(clouds.id, cloudId)),
  );
  if (!row?.connection)
    throw new DomainError(
      "unavailable",
      `The host cloud ${row?.cloud.name ?? cloudId} has no connection. Its use comes from files only.`,
    );
  const { url, token } = row.connection;
  switch (row.cloud.driver) {
    case "sandbox":
      return sandboxDriver({
        url,
        token: unseal(token, `cloud:${cloudId}`).toString(),
        record: (exchange) => recordExchange(cloudId, subject, exchange),
      });
    case "none":
      throw new DomainError(
        "unavailable",
        `The host cloud ${row.cloud.name} has no driver. Its use comes from files only.`,
      );
  }
}
