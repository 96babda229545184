import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { POST as events } from "@/app/api/v1/events/route";
import { billingEvents, customers, overflows, plans } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { addSubscription, type NewParameter } from "@/server/billing/add-subscription";
import { clockNow } from "@/server/clock";
import { addCloud } from "@/server/clouds/add-cloud";
import { driverFor } from "@/server/clouds/driver-for";
import { ensureHostCloudAccount } from "@/server/clouds/ensure-host-cloud-account";
import { storeInventory } from "@/server/clouds/store-inventory";
import { addCustomer } from "@/server/configuration/add-customer";
import { setContact } from "@/server/configuration/set-contact";
import { inProvider, jobRequest } from "@/server/context";
import { linkSecrets } from "@/server/keys/link-secrets";
import { agentFor, makeLink, origin, shipCatalogue, someFacts, testClock } from "@/server/setup/testing/portal";
import type { SimulatedAgent } from "@/server/setup/testing/simulated-agent";
import { SandboxProcess } from "./sandbox-process";

const job = () => jobRequest("test");

/** Two real sandbox clouds, a customer with one limit, and machines whose agents the test drives. */
export class OverflowWorld {
  customerId = "";
  readonly agents = new Map<string, SimulatedAgent>();
  readonly heard: { where: string; bytes: string }[] = [];
  private sent = 0;
  private now = new Date("2026-11-20T10:05:00Z");

  private constructor(
    readonly database: Awaited<ReturnType<typeof makeTestDatabase>>,
    readonly clouds: [SandboxProcess, SandboxProcess],
    private readonly folder: string,
    private readonly clock: { set(at: Date): void },
  ) {}

  static async open(parameter: Partial<NewParameter> & { identifier?: string } = {}): Promise<OverflowWorld> {
    const { identifier = "northwind", ...limit } = parameter;
    const folder = mkdtempSync(join(tmpdir(), "spillway-overflow-"));
    const clock = testClock(folder);
    const database = await makeTestDatabase();
    const clouds: [SandboxProcess, SandboxProcess] = [
      await SandboxProcess.start("sandbox-a"),
      await SandboxProcess.start("sandbox-b"),
    ];
    const world = new OverflowWorld(database, clouds, folder, clock);
    clock.set(world.now);
    await shipCatalogue();
    world.customerId = await inProvider(job(), async (ctx) => {
      const { id } = await addCustomer(ctx, { name: "Northwind GmbH", identifier });
      await setContact(ctx, { customerId: id, kind: "main", name: "Ada", email: "ada@northwind.example" });
      await ctx.tx.update(customers).set({ creditLimitMinor: 500_000n }).where(eq(customers.id, id));
      const [plan] = await ctx.tx.select().from(plans).where(eq(plans.slug, "compute-node-10"));
      const wanted: NewParameter = {
        meter: "units",
        limit: "8",
        period: "hour",
        overRate: "1.80",
        overflowPolicy: "automatic",
        overflowMachinesMax: 4,
        ...limit,
      };
      await addSubscription(ctx, { customerId: id, planId: plan?.id ?? "", validFrom: ctx.now, parameters: [wanted] });
      return id;
    });
    for (const cloud of clouds) await world.connect(cloud);
    return world;
  }

  private async connect(cloud: SandboxProcess): Promise<void> {
    const cloudId = await inProvider(job(), async (ctx) => {
      const id = await addCloud(ctx, {
        slug: cloud.slug,
        name: cloud.slug,
        driver: "sandbox",
        connection: { settings: { url: cloud.url }, credentials: { token: cloud.token } },
      });
      await ensureHostCloudAccount(ctx, { customerId: this.customerId, cloudId: id });
      return id;
    });
    const flavors = await (await driverFor(cloudId, "inventory")).inventory();
    await inProvider(job(), (ctx) => storeInventory(ctx, cloudId, flavors));
  }

  /** An ordinary machine in one of the clouds, by the ordinary way, with so many units of work. */
  async machine(cloud: SandboxProcess, name: string, units: number): Promise<SimulatedAgent> {
    const made = await fetch(`${cloud.url}/v1/instances`, {
      method: "POST",
      headers: { authorization: `Bearer ${cloud.token}`, "content-type": "application/json" },
      body: JSON.stringify({
        key: name,
        name,
        account: "northwind",
        flavor: "s1.large",
        image: "sandbox-linux",
        tags: {},
        userData: "",
      }),
    });
    const instance = (await made.json()) as { id: string };
    const link = await makeLink(this.customerId, { units });
    const agent = agentFor(link.token, someFacts({ cloud: cloud.slug, instanceId: instance.id, hostname: name }));
    const installed = await agent.install();
    if (installed.status !== 200)
      throw new Error(`The machine ${name} was not installed: ${JSON.stringify(installed.body)}`);
    this.agents.set(agent.machineId, agent);
    await this.report(agent);
    return agent;
  }

  /**
   * One round of every machine's agent but those `without`, the overflow machines' too, which come to life from their
   * join codes.
   */
  async round(without: string[] = []): Promise<void> {
    for (const overflow of await this.overflows()) await this.bringToLife(overflow);
    for (const agent of this.agents.values()) {
      if (without.includes(agent.machineId)) continue;
      const held = agent.license?.jti;
      const beat = await agent.heartbeat();
      if (agent.license?.jti !== held) await agent.acknowledge();
      this.heard.push({ where: `heartbeat of ${agent.facts.hostname}`, bytes: JSON.stringify(beat.body) });
      if (beat.status === 200) await this.report(agent);
    }
  }

  private async bringToLife(overflow: typeof overflows.$inferSelect): Promise<void> {
    const { linkId, instanceId, resource } = overflow;
    if (
      !linkId ||
      !instanceId ||
      !resource ||
      [...this.agents.values()].some((agent) => agent.facts.instanceId === instanceId)
    )
      return;
    const { token } = await linkSecrets(linkId);
    const slug = await this.slugOf(resource.cloudId);
    const agent = agentFor(
      token,
      someFacts({ cloud: slug, instanceId, hostname: "overflow", serial: `OVF-${instanceId}` }),
    );
    const collected = await agent.collect();
    this.heard.push({ where: "collect of the overflow machine", bytes: JSON.stringify(collected.body) });
    if (collected.body.status !== "ready") return;
    await agent.layDown();
    const enrolled = await agent.enrol();
    this.heard.push({ where: "enrolment of the overflow machine", bytes: JSON.stringify(enrolled.body) });
    await agent.acknowledge();
    agent.application = "running";
    this.agents.set(agent.machineId, agent);
  }

  private async slugOf(cloudId: string): Promise<string> {
    const [row] = await this.database.db.providerSql`select slug from clouds where id = ${cloudId}`;
    return String(row?.slug);
  }

  /** The agent runs what it is wanted to run, and says so. */
  async report(agent: SimulatedAgent, units = String(agent.configuration?.units ?? "0")): Promise<void> {
    this.sent += 1;
    const event = {
      specversion: "1.0",
      id: String(this.sent),
      source: agent.machineId,
      type: "units",
      subject: agent.machineId,
      time: clockNow().toISOString(),
      data: { quantity: units },
    };
    const answer = await events(
      new Request(`${origin}/api/v1/events`, {
        method: "POST",
        headers: { authorization: agent.bearer(), "content-type": "application/cloudevents-batch+json" },
        body: JSON.stringify([event]),
      }),
    );
    if (answer.status !== 204) throw new Error(`Use was not taken: ${answer.status} ${await answer.text()}`);
  }

  /** Moves the one clock ahead. */
  pass(seconds: number): void {
    this.now = new Date(clockNow().getTime() + seconds * 1000);
    this.clock.set(this.now);
  }

  /** In the order in which they were begun. */
  overflows = () =>
    inProvider(job(), (ctx) => ctx.tx.select().from(overflows).orderBy(overflows.createdAt, overflows.id));
  events = () => inProvider(job(), (ctx) => ctx.tx.select().from(billingEvents));

  async close(): Promise<void> {
    for (const cloud of this.clouds) await cloud.stop();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
    delete process.env.SPILLWAY_TEST_CLOCK;
  }
}
