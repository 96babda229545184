import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { PrivateCa } from "@/agent/testing/private-ca";
import { makeTestDatabase } from "@/db/testing";
import { inProvider, jobRequest } from "../context";
import { overflowUserData } from "../overflow/steps/user-data";
import { checksOf } from "../reads/checks";
import { installLine } from "./link-addresses";
import { machineRowOf, makeCustomer, makeLink, reach, shipCatalogue, someFacts } from "./testing/portal";
import { servePortal } from "./testing/serve-portal";
import { payloadOf, SimulatedAgent } from "./testing/simulated-agent";

const run = promisify(execFile);
const ca = new PrivateCa("Private root");
const roots: string[] = [];
let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let portal: Awaited<ReturnType<typeof servePortal>>;
let customerId = "";
beforeAll(async () => {
  t = await makeTestDatabase();
  portal = await servePortal(ca.issue());
  process.env.SPILLWAY_ORIGIN = portal.origin;
  process.env.SPILLWAY_CA_FILE = ca.path;
  await shipCatalogue();
  customerId = await makeCustomer();
});
afterAll(async () => {
  for (const root of roots) {
    await run("sh", [join(root, "opt/spillway/agent.sh"), "--root", root, "uninstall"]).catch(() => {});
    rmSync(root, { recursive: true, force: true });
  }
  ca.remove();
  await portal.close();
  await t.drop();
});

/** A machine as a directory, with its serial number. */
function machineRoot(serial: string): string {
  const root = mkdtempSync(join(tmpdir(), "spillway-machine-"));
  roots.push(root);
  mkdirSync(join(root, "sys/class/dmi/id"), { recursive: true });
  mkdirSync(join(root, "run/instance"), { recursive: true });
  writeFileSync(join(root, "sys/class/dmi/id/product_serial"), `${serial}\n`);
  const df = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 209715200 0 104857600 50% /\n";
  writeFileSync(join(root, "run/instance/disk"), df);
  return root;
}
const shell = (line: string, root: string) =>
  run("sh", ["-c", line], { env: { ...process.env, SPILLWAY_ROOT: root, HOME: root } });
const isActive = (root: string) =>
  vi.waitFor(
    async () => {
      const id = readFileSync(join(root, "etc/spillway/state/machineId"), "utf8").trim();
      expect((await machineRowOf(id)).state).toBe("active");
    },
    { timeout: 60_000, interval: 200 },
  );

test("the line trusts the CA by its hash: by curl and by wget a machine installs and becomes active", async () => {
  for (const program of ["curl", "wget"] as const) {
    const { url, command } = await makeLink(customerId);
    const line = installLine(program, url, "linux");
    if (program === "curl") expect(line).toBe(command);
    const root = machineRoot(`SN-CA-${program}`);
    expect((await shell(line, root)).stdout).toContain("Installed");
    await isActive(root);
  }
});

test("user data of an overflow machine brings the CA the same way", async () => {
  const link = await makeLink(customerId);
  const about = { customerId, linkId: link.id, resourceId: "ovf_1" };
  const script = await overflowUserData(jobRequest("test"), about);
  const root = machineRoot("SN-CA-OVERFLOW");
  expect((await shell(script, root)).stdout).toContain("Installed");
  await isActive(root);
});

test("where somebody else answers, the line stops before the link's secret is sent", async () => {
  const other = new PrivateCa("Somebody else");
  const seen: string[] = [];
  const stranger = createServer(other.issue(), (request, response) => {
    seen.push(request.url ?? "");
    response.end(other.pem);
  });
  await new Promise<void>((done) => stranger.listen(0, "127.0.0.1", done));
  const there = `https://localhost:${(stranger.address() as AddressInfo).port}`;
  const { url } = await makeLink(customerId);
  const root = machineRoot("SN-CA-STRANGER");
  for (const program of ["curl", "wget"] as const) {
    const diverted = installLine(program, url, "linux").replaceAll(portal.origin, there);
    await expect(shell(diverted, root)).rejects.toMatchObject({ stderr: expect.stringContaining("did NOT match") });
  }
  expect(seen).toEqual(["/i/ca.pem", "/i/ca.pem"]);
  await new Promise((done) => stranger.close(done));
  other.remove();
});

test("a heartbeat gives a machine that holds other certificates these; doctor names subject and end", async () => {
  const agent = new SimulatedAgent(reach, portal.origin, (await makeLink(customerId)).token, someFacts());
  await agent.install();
  const beat = async (held: string | undefined) => (await agent.heartbeat({ ca: held })).body.ca;
  const given = payloadOf(String(await beat("0".repeat(64))));
  expect(given).toEqual({ aud: agent.machineId, pem: ca.pem });
  expect(await beat(undefined)).toBeUndefined();
  const checks = await inProvider(jobRequest("test"), (ctx) => checksOf(ctx));
  expect(checks.find(({ part }) => part === "ca")).toEqual({
    part: "ca",
    ok: true,
    what: "The private CA that machines trust is valid.",
    detail: expect.stringMatching(/^O=Spillway test, CN=Private root, valid until \d{1,2} \w{3} \d{4}, \d\d:\d\d UTC$/),
  });
});
