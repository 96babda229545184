import { readData } from "./installation";

export type CloudRequest = { at: string; method: string; path: string; body: unknown; status: number };
export type CloudNotice = { receipt: string; at: string; body: Record<string, unknown> };
export type CloudInstance = { id: string; name: string; account: string; state: string; tags: Record<string, string> };

type Address = { slug: string; url: string; token: string };

/** A sandbox cloud, asked directly and not through Spillway (docs/sandbox-cloud.md). */
export class SandboxCloud {
  constructor(private readonly address: Address) {}

  get slug(): string {
    return this.address.slug;
  }

  /** One call of its API. @throws with the answer when it is not 2xx */
  async ask<T>(path: string, { method = "GET", body }: { method?: string; body?: unknown } = {}): Promise<T> {
    const answer = await fetch(`${this.address.url}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.address.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} of ${this.slug} answered ${answer.status}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** Its machines, deleted ones too where `deleted` is set. */
  async instances({ deleted = false } = {}): Promise<CloudInstance[]> {
    return (await this.ask<{ instances: CloudInstance[] }>(`/instances${deleted ? "?deleted=true" : ""}`)).instances;
  }

  /** Every request that it was sent, in order: its own log. */
  async requests(): Promise<CloudRequest[]> {
    return (await this.ask<{ requests: CloudRequest[] }>("/requests")).requests;
  }

  /** The notices that it received. */
  async notices(): Promise<CloudNotice[]> {
    return (await this.ask<{ notices: CloudNotice[] }>("/notices")).notices;
  }

  /** An empty machine of it. @returns its id */
  async create(name: string, account: string): Promise<string> {
    const body = { key: name, name, account, flavor: "s1.large", image: "sandbox-linux", tags: {}, userData: "" };
    return (await this.ask<{ id: string }>("/instances", { method: "POST", body })).id;
  }

  async delete(id: string): Promise<void> {
    await this.ask(`/instances/${id}`, { method: "DELETE" });
  }

  /** Runs a command on a machine's console, and goes on at once. */
  async start(id: string, command: string): Promise<void> {
    await this.ask(`/instances/${id}/exec`, { method: "POST", body: { command, detach: true } });
  }

  /** Runs a command on a machine's console. */
  exec(id: string, command: string): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    return this.ask(`/instances/${id}/exec`, { method: "POST", body: { command } });
  }
}

/** The sandbox clouds of the installation under test. */
function sandboxClouds(): SandboxCloud[] {
  const { env } = readData<{ env: { SPILLWAY_SANDBOX_CLOUDS: string } }>("running.json");
  return (JSON.parse(env.SPILLWAY_SANDBOX_CLOUDS) as Address[]).map((address) => new SandboxCloud(address));
}

/** One of them: `sandbox-a` or `sandbox-b`. */
export function sandboxCloud(slug: string): SandboxCloud {
  const found = sandboxClouds().find((cloud) => cloud.slug === slug);
  if (!found) throw new Error(`There is no sandbox cloud ${slug}.`);
  return found;
}
