import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";

/** Bundles one of the repository's programs as scripts/bundles.mjs does, into a folder of the test's. */
export async function bundleProgram(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    alias: { "@": process.cwd() },
    absWorkingDir: process.cwd(),
    logLevel: "silent",
  });
}

/** A sandbox cloud of the test's own: the real program as a process. */
export class SandboxProcess {
  readonly token = "token-of-the-test";
  private constructor(
    readonly slug: string,
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @param options of the program besides those that name and place it */
  static async start(slug: string, options: string[] = []): Promise<SandboxProcess> {
    const folder = mkdtempSync(join(tmpdir(), `spillway-${slug}-`));
    const program = join(folder, "sandbox-cloud.mjs");
    await bundleProgram("sandbox-cloud/main.ts", program);
    const args = ["--name", slug, "--port", "0", "--data", join(folder, "data")];
    const child = spawn(process.execPath, [program, ...args, ...options], {
      env: { ...process.env, SANDBOX_TOKEN: "token-of-the-test" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (!child.stdout) throw new Error("The sandbox cloud has no output.");
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /^listening (\S+)/.exec(line)?.[1];
      if (url) return new SandboxProcess(slug, url, child, folder);
    }
    throw new Error("The sandbox cloud ended before it listened.");
  }

  async ask<T>(path: string): Promise<T> {
    const response = await fetch(this.url + path, { headers: { authorization: `Bearer ${this.token}` } });
    return (await response.json()) as T;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
