import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CloudUnderTest, eventually } from "./cloud-under-test";

/** Writes its own process id to pid-NAME under the machine's root and stays. */
const stay = (name: string) => `sh -c 'echo $$ > "$SPILLWAY_ROOT/pid-${name}"; exec sleep 300'`;

/** Whether a process runs; one that has ended and only waits to be collected by its parent does not. */
function runs(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

describe("machines", () => {
  let cloud: CloudUnderTest;
  let clock: string;
  beforeAll(async () => {
    cloud = await CloudUnderTest.open();
    clock = join(cloud.folder, "clock");
  });
  afterAll(() => cloud.close());

  const pidOf = (root: string, name: string) =>
    eventually(`pid-${name}`, () => {
      const file = join(root, `pid-${name}`);
      const text = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
      return text === "" ? undefined : Number(text);
    });

  it("have facts of their own under their root", async () => {
    const { body } = await cloud.create("facts");
    const read = (path: string) => readFileSync(join(body.root, path), "utf8");
    expect(body.facts.serial).toMatch(/^SBX-A-\d{6}$/);
    expect(read("sys/class/dmi/id/product_serial")).toBe(`${body.facts.serial}\n`);
    expect(read("run/instance/id")).toBe(`${body.id}\n`);
    expect(read("run/instance/cloud")).toBe("sandbox-a\n");
    expect(read("etc/hostname")).toBe("machine-facts\n");
    expect(read("etc/machine-id")).toMatch(/^[0-9a-f]{32}\n$/);
    expect(body.facts.totalBytes).toBe(20 * 1024 ** 3);
    const [, row = ""] = read("run/instance/disk").split("\n");
    const [, total, , available] = row.split(" ").map(Number);
    expect([total, available]).toEqual([body.facts.totalBytes / 1024, body.facts.availableBytes / 1024]);
    expect(body.facts.availableBytes).toBe(body.facts.totalBytes * 0.8);
  });

  it("run their user data with an environment of their own", async () => {
    const { body } = await cloud.create("boot", 'env > "$HOME/env.new"; mv "$HOME/env.new" "$HOME/env"; echo hello');
    const env = await eventually("user data", () => {
      const file = join(body.root, "root/env");
      return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    });
    expect(env).toContain(`SPILLWAY_ROOT=${body.root}\n`);
    expect(env).toContain(`TMPDIR=${body.root}/tmp\n`);
    expect(env).not.toContain("VITEST");
    await eventually(
      "console",
      () => readFileSync(join(body.root, "var/log/console.log"), "utf8").match(/hello/) ?? undefined,
    );
  });

  it("have a console", async () => {
    const { id, root } = (await cloud.create("console")).body;
    const exec = (body: unknown) => cloud.call("POST", `/v1/instances/${id}/exec`, body);
    const { body } = await exec({ command: "echo out; echo err >&2; cat run/instance/id; exit 3" });
    expect(body).toEqual({ exitCode: 3, stdout: `out\n${id}\n`, stderr: "err\n" });
    expect((await exec({ command: "sleep 300", timeoutSeconds: 0.2 })).body.exitCode).toBe(124);
    expect((await exec({ command: "yes | head -c 3000000" })).body.stdout).toHaveLength(1024 * 1024);
    // A daemon left behind holds nothing up.
    expect((await exec({ command: `${stay("left")} & echo done` })).body.stdout).toBe("done\n");
    expect(runs(await pidOf(root, "left"))).toBe(true);
    expect((await exec({ command: stay("detached"), detach: true })).body).toEqual({ detached: true });
    expect(runs(await pidOf(root, "detached"))).toBe(true);
  });

  it.skipIf(process.platform !== "linux")("are gone with everything they started when they are deleted", async () => {
    const script = `${stay("group")} &\nsetsid ${stay("escaped")} &\nenv -u SPILLWAY_ROOT R="$SPILLWAY_ROOT" sh -c 'echo $$ > "$R/pid-unnamed"; exec sleep 300' &\nwait`;
    const { id, root } = (await cloud.create("delete", script)).body;
    const pids = [await pidOf(root, "group"), await pidOf(root, "escaped"), await pidOf(root, "unnamed")];
    expect(pids.every(runs)).toBe(true);
    const other = (await cloud.create("stays", stay("other"))).body;
    const otherPid = await pidOf(other.root, "other");
    expect((await cloud.call("DELETE", `/v1/instances/${id}`)).status).toBe(204);
    expect(pids.some(runs)).toBe(false);
    expect(runs(otherPid)).toBe(true);
    expect(existsSync(root)).toBe(false);
    expect((await cloud.call("DELETE", `/v1/instances/${id}`)).status).toBe(204);
    expect((await cloud.call("GET", `/v1/instances/${id}`)).body.state).toBe("deleted");
    expect((await cloud.call("POST", `/v1/instances/${id}/exec`, { command: "true" })).status).toBe(409);
    expect((await cloud.create("delete")).body.id).toBe(id);
  });

  it("go on when the cloud is killed, and are found again", async () => {
    const { id, root } = (await cloud.create("killed", stay("main"))).body;
    const pid = await pidOf(root, "main");
    writeFileSync(join(root, "etc/rc.local"), stay("revived"));
    await cloud.stop("SIGKILL");
    expect(runs(pid)).toBe(true);
    await cloud.start();
    expect((await cloud.call("GET", `/v1/instances/${id}`)).body.state).toBe("running");
    expect(runs(pid)).toBe(true);
    expect(existsSync(join(root, "pid-revived"))).toBe(false);
    await cloud.call("DELETE", `/v1/instances/${id}`);
    expect(runs(pid)).toBe(false);
  });

  it("are revived by their rc.local when they ended while the cloud was down", async () => {
    const { id, root } = (await cloud.create("revived", stay("main"))).body;
    const pid = await pidOf(root, "main");
    writeFileSync(join(root, "etc/rc.local"), stay("revived"));
    await cloud.stop("SIGKILL");
    process.kill(pid, "SIGKILL");
    await eventually("its end", () => (runs(pid) ? undefined : true));
    await cloud.start();
    expect(runs(await pidOf(root, "revived"))).toBe(true);
    expect((await cloud.create("revived")).body.id).toBe(id);
  });

  it("are switched off with the cloud and come back with it", async () => {
    const { root } = (await cloud.create("power", stay("main"))).body;
    const pid = await pidOf(root, "main");
    writeFileSync(join(root, "etc/rc.local"), stay("again"));
    await cloud.stop("SIGTERM");
    expect(runs(pid)).toBe(false);
    await cloud.start();
    expect(runs(await pidOf(root, "again"))).toBe(true);
  });

  it("are metered by the clock of the test, with the same ids at every reading", async () => {
    const timed = await CloudUnderTest.open([], { SPILLWAY_TEST_CLOCK: clockFile("2026-05-01T10:01:00Z") });
    try {
      const { id } = (await timed.create("metered", "", { flavor: "s1.medium" })).body;
      clockFile("2026-05-01T10:31:00Z");
      const first = (await timed.call("GET", "/v1/usage?since=2026-05-01T00:00:00Z")).body;
      expect(first.records.map(({ meter, quantity }: Record<string, string>) => [meter, quantity])).toEqual([
        ["os-instances", "1"],
        ["os-instances", "1"],
        ["processor", expect.stringMatching(/^0\.46/)],
        ["os-instances", "1"],
        ["processor", "0.5"],
      ]);
      expect(
        first.records.every(({ instance, account }: Record<string, string>) => instance === id && account === "acct-1"),
      ).toBe(true);
      await timed.stop("SIGKILL");
      await timed.start();
      const again = (await timed.call("GET", "/v1/usage?since=2026-05-01T00:00:00Z")).body;
      expect(again.records).toEqual(first.records);
      const rest = (await timed.call("GET", `/v1/usage?since=${first.next}`)).body;
      expect(rest.records).toEqual([]);
      expect((await timed.call("GET", "/v1")).body.time).toMatch(/^2026-05-01T10:31/);
    } finally {
      await timed.close();
    }
  });

  function clockFile(instant: string): string {
    writeFileSync(clock, `${instant}\n`);
    return clock;
  }
});
