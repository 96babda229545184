import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { POST as acknowledge } from "@/app/api/machines/acknowledge/route";
import { POST as collect } from "@/app/api/machines/collect/route";
import { POST as enrol } from "@/app/api/machines/enrol/route";
import { POST as heartbeat } from "@/app/api/machines/heartbeat/route";
import { POST as release } from "@/app/api/machines/release/route";
import { POST as report } from "@/app/api/machines/report/route";
import { auditEntries, machines } from "@/db/schema";
import { ensureCatalogue } from "@/server/catalogue/ensure-catalogue";
import { clockNow } from "@/server/clock";
import { addCustomer } from "@/server/configuration/add-customer";
import { setContact } from "@/server/configuration/set-contact";
import { inProvider, jobRequest } from "@/server/context";
import { linkSecrets } from "@/server/keys/link-secrets";
import { createLink, type NewLink } from "@/server/setup/create-link";
import { SimulatedAgent, throughHandlers } from "./simulated-agent";

export const origin = "http://127.0.0.1:3000";
const gib = 1024n ** 3n;
const job = () => jobRequest("test");

export const reach = throughHandlers({
  "/api/machines/collect": collect,
  "/api/machines/enrol": enrol,
  "/api/machines/acknowledge": acknowledge,
  "/api/machines/heartbeat": heartbeat,
  "/api/machines/report": report,
  "/api/machines/release": release,
});

/** The catalogue without the portal host's own restic, which a test has no use for. */
export const shipCatalogue = () =>
  inProvider(job(), (ctx) =>
    ensureCatalogue(ctx, [
      {
        service: "compute-node",
        name: "workload-sample",
        version: "1",
        os: "any",
        arch: "any",
        content: () => [Buffer.from("#!/bin/sh\nexec sleep 86400\n")],
      },
    ]),
  );

export async function makeCustomer(name = "Northwind GmbH", withContact = true): Promise<string> {
  const { id } = await inProvider(job(), (ctx) => addCustomer(ctx, { name }));
  if (withContact) await giveContact(id);
  return id;
}

export const giveContact = (customerId: string) =>
  inProvider(job(), (ctx) =>
    setContact(ctx, { customerId, kind: "main", name: "Ada", email: "ada@northwind.example" }),
  );

export async function makeLink(customerId: string, more: Partial<NewLink> = {}) {
  const link = await inProvider(job(), (ctx) =>
    createLink(ctx, {
      customerId,
      service: "compute-node",
      os: "linux",
      usesMax: 1,
      expiresInMinutes: 60,
      kind: "ordinary",
      ...more,
    }),
  );
  return { ...link, ...(await linkSecrets(link.id)) };
}

let serial = 0;
/** Facts of a machine with 100 GiB free of 200 GiB: its allocation is 45 GiB. */
export const someFacts = (more: Record<string, string> = {}): Record<string, string> => ({
  serial: `SN-TEST-${++serial}`,
  serialSource: "product_serial",
  availableBytes: (100n * gib).toString(),
  totalBytes: (200n * gib).toString(),
  allocationBytes: (45n * gib).toString(),
  hostname: `host-${serial}`,
  os: "linux",
  arch: "amd64",
  ...more,
});

export const agentFor = (token: string, facts = someFacts(), now: () => Date = clockNow) =>
  new SimulatedAgent(reach, origin, token, facts, now);

/** Actions of the customer's audit log in the order in which they were written. */
export async function actionsOf(customerId: string): Promise<string[]> {
  const rows = await inProvider(job(), (ctx) =>
    ctx.tx
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(eq(auditEntries.customerId, customerId))
      .orderBy(auditEntries.seq),
  );
  return rows.map((row) => row.action);
}

export async function machineRowOf(id: string) {
  const [row] = await inProvider(job(), (ctx) => ctx.tx.select().from(machines).where(eq(machines.id, id)));
  if (!row) throw new Error(`There is no machine ${id}.`);
  return row;
}

/** A clock that the test moves: every context's time from now on. */
export function testClock(folder: string): { set(at: Date): void } {
  const file = join(folder, "clock");
  process.env.SPILLWAY_TEST_CLOCK = file;
  return {
    set: (at) => {
      // Renamed into place: no other process reads half an instant.
      writeFileSync(`${file}.new`, at.toISOString());
      renameSync(`${file}.new`, file);
    },
  };
}
