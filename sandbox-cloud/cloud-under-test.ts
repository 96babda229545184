import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const TOKEN = "token-of-the-test";

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads out of an answer is what it checks.
  body: any;
}

/** A sandbox cloud of a test's own: the bundled program in a process of its own, with a store that outlives it. */
export class CloudUnderTest {
  address = "";
  private child: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    private readonly args: string[],
    private readonly env: Record<string, string>,
  ) {}

  get data(): string {
    return join(this.folder, "store");
  }

  /** Bundles the program as the build does, and starts it. */
  static async open(args: string[] = [], env: Record<string, string> = {}): Promise<CloudUnderTest> {
    const cloud = new CloudUnderTest(await mkdtemp(join(tmpdir(), "sandbox-cloud-")), args, env);
    await build({
      entryPoints: [fileURLToPath(new URL("./main.ts", import.meta.url))],
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      outfile: join(cloud.folder, "sandbox-cloud.mjs"),
      logLevel: "warning",
    });
    await cloud.start();
    return cloud;
  }

  async start(): Promise<void> {
    const program = join(this.folder, "sandbox-cloud.mjs");
    const args = [program, "--name", "sandbox-a", "--port", "0", "--data", this.data, ...this.args];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, SANDBOX_TOKEN: TOKEN, ...this.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      this.address = line.replace("listening ", "");
      return;
    }
    throw new Error("The cloud ended without listening.");
  }

  /** Ends the cloud's process and waits for its end. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  /** Switches everything off and removes the store. */
  async close(): Promise<void> {
    await this.stop("SIGTERM");
    // A machine that is just ending may still write.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  async call(method: string, path: string, body?: unknown, token = TOKEN): Promise<Reply> {
    const response = await fetch(`${this.address}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** Creates an instance whose first boot runs `script`. */
  create(key: string, script = "", more: Record<string, unknown> = {}): Promise<Reply> {
    const userData = Buffer.from(script && `#!/bin/sh\n${script}\n`).toString("base64");
    const image = process.platform === "darwin" ? "sandbox-darwin" : "sandbox-linux";
    const order = {
      key,
      name: `machine-${key}`,
      account: "acct-1",
      flavor: "s1.small",
      image,
      tags: { event: key },
      userData,
    };
    return this.call("POST", "/v1/instances", { ...order, ...more });
  }
}

/**
 * Looks again and again until `probe` gives something other than undefined; a test waits for processes this way, never
 * by the clock.
 */
export async function eventually<T>(what: string, probe: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
