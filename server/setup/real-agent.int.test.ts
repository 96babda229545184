import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { machines } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { inProvider, jobRequest } from "../context";
import { actionsOf, giveContact, machineRowOf, makeCustomer, makeLink, shipCatalogue } from "./testing/portal";
import { servePortal } from "./testing/serve-portal";

const run = promisify(execFile);
const roots: string[] = [];
let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let portal: Awaited<ReturnType<typeof servePortal>>;
beforeAll(async () => {
  t = await makeTestDatabase();
  portal = await servePortal();
  process.env.SPILLWAY_ORIGIN = portal.origin;
  await shipCatalogue();
});
afterAll(async () => {
  for (const root of roots) {
    // Not synchronously: the portal that the agent calls is this process. An uninstalled root has no agent.
    await run("sh", [join(root, "opt/spillway/agent.sh"), "--root", root, "uninstall"]).catch(() => {});
    rmSync(root, { recursive: true, force: true });
  }
  await portal.close();
  await t.drop();
});

/** A machine is a directory: facts are read below it. */
function machineRoot(serial: string): string {
  const root = mkdtempSync(join(tmpdir(), "spillway-machine-"));
  roots.push(root);
  mkdirSync(join(root, "sys/class/dmi/id"), { recursive: true });
  mkdirSync(join(root, "run/instance"), { recursive: true });
  mkdirSync(join(root, "etc"), { recursive: true });
  writeFileSync(join(root, "sys/class/dmi/id/product_serial"), `${serial}\n`);
  writeFileSync(join(root, "etc/hostname"), "it's a $(host)\n");
  writeFileSync(
    join(root, "run/instance/disk"),
    "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 209715200 104857600 104857600 50% /\n",
  );
  return root;
}

const install = (command: string, root: string, ...args: string[]) =>
  run("sh", ["-c", args.length > 0 ? command.replace(/\| sh$/, `| sh -s -- ${args.join(" ")}`) : command], {
    env: { ...process.env, SPILLWAY_ROOT: root, HOME: root },
  });
const stateOf = async (root: string) => {
  const id = readFileSync(join(root, "etc/spillway/state/machineId"), "utf8").trim();
  return (await machineRowOf(id)).state;
};

describe("the real agent against the real portal", () => {
  test("one line installs, enrols, starts under the license; uninstalling frees the seat", {
    timeout: 120_000,
  }, async () => {
    const customerId = await makeCustomer("Northwind 'GmbH' $(id)");
    const { command } = await makeLink(customerId);
    const root = machineRoot("SN-REAL-1");
    const { stdout } = await install(command, root);
    expect(stdout).toContain("Installed");
    await vi.waitFor(async () => expect(await stateOf(root)).toBe("active"), { timeout: 30_000, interval: 200 });
    const [machine] = await inProvider(jobRequest("test"), (ctx) =>
      ctx.tx.select().from(machines).where(eq(machines.customerId, customerId)),
    );
    expect(machine).toMatchObject({
      serial: "SN-REAL-1",
      hostname: "it's a $(host)",
      reportedAllocationBytes: 45n * 1024n ** 3n,
      recomputedAllocationBytes: 45n * 1024n ** 3n,
      application: "running",
    });
    expect((await actionsOf(customerId)).slice(-11)).toEqual([
      "machine.reported",
      "service.configured",
      "cloud_account.opened",
      "license.granted",
      "installer.transmitted",
      "application.laid_down",
      "machine.enrolled",
      "license.issued",
      "entitlements.acknowledged",
      "application.started",
      "machine.activated",
    ]);
    await run("sh", [join(root, "opt/spillway/agent.sh"), "--root", root, "uninstall"]);
    expect((await machineRowOf(machine?.id ?? "")).state).toBe("retired");
    const [seat] = await t.db.providerSql`
      select count(*)::int as n from seats where customer_id = ${customerId} and license_id is not null`;
    expect(seat?.n).toBe(0);
  });

  test("without the customer's information it ends with status 4 and says what is missing; with --wait it goes on", {
    timeout: 120_000,
  }, async () => {
    const customerId = await makeCustomer("Late Ltd", false);
    const { command } = await makeLink(customerId);
    const root = machineRoot("SN-REAL-2");
    await expect(install(command, root)).rejects.toMatchObject({ code: 4 });
    const waiting = install(command, root, "--wait");
    await vi.waitFor(async () => expect(await actionsOf(customerId)).toContain("machine.reported"));
    await giveContact(customerId);
    expect((await waiting).stdout).toContain("Installed");
  });

  test("a revoked link is refused by curl itself", async () => {
    const customerId = await makeCustomer("Gone Inc");
    const link = await makeLink(customerId);
    await t.db.providerSql`update installation_links set revoked_at = '2026-01-01Z' where id = ${link.id}`;
    await expect(run("curl", ["-fsSL", `${link.url}.sh`])).rejects.toMatchObject({ code: 22 });
  });
});
