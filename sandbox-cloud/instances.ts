import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, iso } from "./clock";
import { CloudError } from "./cloud-error";
import { readJson, writeJson } from "./durable-file";
import { type InstanceOrder, type InstanceRecord, periodOf, rootOf, shown } from "./instance-record";
import { type Flavor, flavors, images } from "./inventory";
import { boot, bootAgain, EXEC_LIMIT_SECONDS, exec, startOnConsole } from "./machine-process";
import { diskOf, layDownRoot } from "./machine-root";
import { endMachineProcesses, machineProcesses } from "./process-table";
import type { RunningPeriod } from "./usage";

/** The time machines get to end by themselves when the cloud is switched off. */
const SWITCH_OFF_MS = 3000;

/** The cloud's instances: their records, and the processes that are the machines. */
export class Instances {
  private readonly folder: string;
  private readonly records = new Map<string, InstanceRecord>();
  private readonly idByKey = new Map<string, string>();
  private readonly flavors: Flavor[];

  constructor(
    data: string,
    private readonly cloud: string,
    priceFactor: number,
    private readonly capacity: number,
    private readonly now: Clock,
  ) {
    this.folder = join(data, "instances");
    this.flavors = flavors(priceFactor);
    mkdirSync(this.folder, { recursive: true });
    for (const id of readdirSync(this.folder)) {
      const record = readJson<InstanceRecord>(join(this.folder, id, "instance.json"));
      if (record) this.index(record);
    }
  }

  /** Flavors with what still fits, and images. */
  inventory() {
    return { flavors: this.flavors.map((flavor) => ({ ...flavor, capacity: this.free(flavor.id) })), images: images() };
  }

  /**
   * Creates and boots an instance. Everything from looking for the key to storing the record happens in one go of the
   * event loop, so that two requests with one key at once give one instance.
   *
   * @returns the instance, and whether it is new or the one this key has had
   * @throws CloudError 422 `unknown_flavor`, `unknown_image`; 409 `no_capacity`
   */
  create(order: InstanceOrder) {
    const known = this.idByKey.get(order.key);
    if (known) return { created: false, instance: this.show(known) };
    const flavor = this.flavors.find(({ id }) => id === order.flavor);
    if (!flavor) throw new CloudError(422, "unknown_flavor", `There is no flavor ${order.flavor}.`);
    if (!images().some(({ id }) => id === order.image)) {
      throw new CloudError(422, "unknown_image", `There is no image ${order.image}.`);
    }
    if (this.free(flavor.id) === 0)
      throw new CloudError(409, "no_capacity", `No instance of ${flavor.id} fits any more.`);
    const number = this.records.size + 1;
    const record: InstanceRecord = {
      id: `i-${randomBytes(8).toString("hex")}`,
      number,
      ...order,
      state: "stopped",
      createdAt: iso(this.now()),
      vcpu: flavor.vcpu,
      facts: { serial: this.serial(number), ...diskOf(flavor.storageBytes) },
    };
    mkdirSync(join(this.folder, record.id));
    this.index(record);
    this.save(record);
    this.firstBoot(record);
    return { created: true, instance: this.show(record.id) };
  }

  /** One answer of `GET /v1/instances`: those created after the instance `after`. `next` is the following `after`. */
  page(filter: Parameters<Instances["list"]>[0], after: string | null, pageSize: number) {
    const from = after === null ? 0 : this.get(after).number;
    const rest = this.list(filter).filter(({ id }) => this.get(id).number > from);
    const instances = rest.slice(0, pageSize);
    return { instances, next: rest.length > pageSize ? (instances.at(-1)?.id ?? null) : null };
  }

  /** Instances by account and tags; deleted ones only where they are asked for. */
  list(filter: { account?: string | undefined; tags: Record<string, string>; deleted: boolean }) {
    const wanted = [...this.records.values()].filter(
      (record) =>
        (filter.deleted || record.state !== "deleted") &&
        (filter.account === undefined || record.account === filter.account) &&
        Object.entries(filter.tags).every(([name, value]) => record.tags[name] === value),
    );
    return wanted.sort((a, b) => a.number - b.number).map((record) => shown(this.folder, record));
  }

  /** One instance, deleted or not. 404 `not_found`. */
  show(id: string) {
    return shown(this.folder, this.get(id));
  }

  /** Runs a command on the machine's console. 409 `not_running`. */
  async exec(id: string, command: string, detach: boolean, limitSeconds = EXEC_LIMIT_SECONDS) {
    if (this.get(id).state !== "running") throw new CloudError(409, "not_running", `Instance ${id} does not run.`);
    const root = rootOf(this.folder, id);
    if (!detach) return exec(join(this.folder, id), root, command, Math.min(limitSeconds, EXEC_LIMIT_SECONDS));
    if (!startOnConsole(root, "sh", ["-c", command])) throw new CloudError(500, "broken", "The command did not start.");
    return { detached: true };
  }

  /** Ends an instance's processes and removes its root; once more changes nothing. */
  async delete(id: string): Promise<void> {
    const record = this.get(id);
    if (record.state !== "deleted") {
      record.state = "deleted";
      record.endedAt ??= iso(Math.max(this.now(), Date.parse(record.createdAt)));
      this.save(record);
    }
    await this.tearDown(record);
  }

  /**
   * At the cloud's start: finishes what a kill cut short, finds the machines that went on, revives those that did not.
   */
  async revive(): Promise<void> {
    for (const record of [...this.records.values()]) {
      const root = rootOf(this.folder, record.id);
      if (record.state === "deleted") await this.tearDown(record);
      else if (!record.booted) this.firstBoot(record);
      else if (record.state === "running" && !existsSync(root)) {
        record.state = "stopped";
        record.endedAt = iso(this.now());
        this.save(record);
      } else if (record.state === "running" && machineProcesses(root, record.process).length === 0) {
        this.started(record, bootAgain(root));
      }
    }
  }

  /** Switches all machines off, as an orderly end of the cloud does; they stay on record as running and are revived. */
  async switchOff(): Promise<void> {
    const running = [...this.records.values()].filter(({ state }) => state === "running");
    await Promise.all(
      running.map((record) => endMachineProcesses(rootOf(this.folder, record.id), record.process, SWITCH_OFF_MS)),
    );
  }

  /** When which instance ran. */
  periods(): RunningPeriod[] {
    return [...this.records.values()].filter(({ booted }) => booted).map(periodOf);
  }

  private firstBoot(record: InstanceRecord): void {
    const root = rootOf(this.folder, record.id);
    const { id, name, flavor, facts, userData } = record;
    layDownRoot(root, { id, cloud: this.cloud, hostname: name, flavor, ...facts });
    record.state = "running";
    record.booted = true;
    this.started(record, boot(join(this.folder, id), root, Buffer.from(userData, "base64")));
  }

  private started(record: InstanceRecord, process: InstanceRecord["process"]): void {
    if (process) record.process = process;
    else delete record.process;
    this.save(record);
  }

  private async tearDown(record: InstanceRecord): Promise<void> {
    const root = rootOf(this.folder, record.id);
    if (!existsSync(root)) return;
    await endMachineProcesses(root, record.process, 0);
    await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  private get(id: string): InstanceRecord {
    const record = this.records.get(id);
    if (!record) throw new CloudError(404, "not_found", `There is no instance ${id}.`);
    return record;
  }

  private free(flavor: string): number {
    const taken = [...this.records.values()].filter((one) => one.flavor === flavor && one.state !== "deleted").length;
    return Math.max(0, this.capacity - taken);
  }

  private serial(number: number): string {
    return `SBX-${this.cloud.replace(/^sandbox-/, "").toUpperCase()}-${String(number).padStart(6, "0")}`;
  }

  private index(record: InstanceRecord): void {
    this.records.set(record.id, record);
    this.idByKey.set(record.key, record.id);
  }

  private save(record: InstanceRecord): void {
    writeJson(join(this.folder, record.id, "instance.json"), record);
  }
}
