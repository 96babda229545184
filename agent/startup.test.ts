import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { BareMachine } from "../e2e/bare-machine/machine";
import { bareDebian, NoBareMachine } from "../e2e/bare-machine/root";
import { sources } from "./testing/machine";
import { TestPortal } from "./testing/portal";

// Real cron daemons, which look at their tables once a minute; packages are fetched, and the machine may be busy.
vi.setConfig({ testTimeout: 420_000, hookTimeout: 60_000 });

const portals: TestPortal[] = [];
const machines: BareMachine[] = [];
afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.remove();
  for (const portal of portals.splice(0)) await portal.close();
});

async function boot(about: Parameters<typeof BareMachine.boot>[0]): Promise<BareMachine> {
  const machine = await BareMachine.boot(about);
  machines.push(machine);
  return machine;
}
const collector = async () => {
  const configuration = { units: 1, workload: "workload-sample" };
  const portal = await new TestPortal(sources, "compute-node", { configuration }).open();
  portals.push(portal);
  return portal.collector();
};

/** One installation on a machine: who runs it, and under which folder. */
class Installation {
  constructor(
    readonly machine: BareMachine,
    readonly root: string,
    private readonly as = (command: string) => command,
  ) {}
  /** Runs a command in the user's home as the user. */
  run(command: string) {
    return this.machine.run(this.as(command));
  }
  async said(command: string): Promise<string> {
    const { code, out } = await this.run(command);
    expect(out, command).toSatisfy(() => code === 0);
    return out;
  }
  agent = (command: string) =>
    this.said(`sh ${quoted(`${this.root}opt/spillway/agent.sh`)} --root ${quoted(this.root)} ${command}`);
  /** The loop's process, if it lives. */
  async loop(): Promise<string> {
    const file = quoted(`${this.root}var/lib/spillway/agent.pid`);
    return (await this.machine.run(`read -r pid start <${file} && kill -0 $pid && echo $pid`)).out
      .replace(/^.*[^\d\n].*$/m, "")
      .trim();
  }
  isBack = (after: string) =>
    expect
      .poll(() => this.loop(), { timeout: 180_000, interval: 500 })
      .toSatisfy((pid: string) => /^\d+$/.test(pid) && pid !== after);
}
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const TABLE = "# mine\nA=b\n0 4 * * 0 echo 100\\% # spillway in /elsewhere\n";

it("cron brings a dead agent back: of root, of an ordinary user, by Debian's cron", async (context) => {
  const debian = await bareDebian().then(
    () => boot({ serial: "SN-CRON", name: "cron" }),
    (error: unknown) => {
      if (error instanceof NoBareMachine) return context.skip(error.message);
      throw error;
    },
  );
  const root = new Installation(debian, "/");
  const ann = new Installation(debian, "/home/ann/100% it's/", (command) => `su ann -c ${quoted(`cd; ${command}`)}`);
  const all = [root, ann];
  for (const [machine, file] of [
    [debian, "root"],
    [debian, "tmp"],
  ] as const)
    writeFileSync(join(machine.root, file, "collector.sh"), await collector(), { mode: 0o644 });

  // What is missing comes by the package manager, whose lists are not there yet either.
  await root.said(
    "dpkg --purge --force-depends openssl curl ca-certificates >/dev/null 2>&1; ! command -v openssl curl wget",
  );
  const first = await root.run("sh /root/collector.sh");
  if (first.code === 3 && (await root.run("apt-get update --error-on=any")).code !== 0)
    context.skip("Debian's packages cannot be had from within a bare machine.");
  expect(first.out).toContain("Installed: compute-node runs");
  expect(first.out).toContain("Nothing on this machine starts the agent after a restart");
  await root.said("command -v openssl curl && test -s /etc/ssl/certs/ca-certificates.crt");
  await root.agent("uninstall");

  await root.said("apt-get install -y -qq --no-install-recommends cron >/dev/null 2>&1 && useradd -m ann && cron");
  for (const one of [ann]) await one.said(`printf %s ${quoted(TABLE)} | crontab -`);
  const tables = () => Promise.all([ann].map((one) => one.said("crontab -l")));
  const before = await tables();
  const folder = await root.said("ls /etc/cron.d");

  for (const [one, file] of [
    [root, "/root"],
    [ann, "/tmp"],
  ] as const) {
    const said = await one.said(`sh ${file}/collector.sh --cron --root ${quoted(one.root)}`);
    expect(said).toContain("Installed: compute-node runs");
    expect(said).not.toContain("after a restart");
  }
  for (const [index, table] of (await tables()).entries()) expect(table.startsWith(before[index] as string)).toBe(true);

  const loops = await Promise.all(all.map((one) => one.loop()));
  expect(loops).toEqual(loops.map(() => expect.stringMatching(/^\d+$/)));
  for (const [index, one] of all.entries()) await one.said(`kill -9 ${loops[index]}`);
  await Promise.all(all.map((one, index) => one.isBack(loops[index] as string)));

  // What was stopped on purpose stays so.
  for (const one of all) await one.agent("stop");
  for (const one of all) await one.agent("revive");
  expect(await Promise.all(all.map((one) => one.loop()))).toEqual(["", ""]);

  for (const one of all) expect(await one.agent("uninstall")).toContain("the seat is free");
  expect(await tables()).toEqual(before);
  expect(await root.said("ls /etc/cron.d")).toBe(folder);
  expect((await root.run("crontab -l")).out).toContain("no crontab");
});
