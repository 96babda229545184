import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { freePort } from "../../db/postgres/cluster.mjs";
import { foreignEnvironment } from "../environment.mjs";
import { ROOT } from "../settings.mjs";

/** Who runs it, where root runs the tests: an ordinary user of this machine. */
export type OrdinaryUser = { uid: number; gid: number };
type About = { dataDir: string; settings?: Record<string, string>; user?: OrdinaryUser };

/** `npm start` of this clone as a process, on a data directory of the test's own. */
export class StartedInstallation {
  readonly output: string[] = [];
  private readonly ended: Promise<unknown>;

  private constructor(
    readonly origin: string,
    private readonly about: About,
    private readonly env: NodeJS.ProcessEnv,
    private readonly child: ChildProcess,
  ) {
    this.ended = once(child, "exit");
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on("line", (line) => this.output.push(line));
  }

  /** Starts it and waits until everything is open. @throws with its output where it ends instead */
  static async start(about: About): Promise<StartedInstallation> {
    const { dataDir, settings = {}, user } = about;
    const port = await freePort(0);
    const env = {
      ...foreignEnvironment(),
      NODE_ENV: "production" as const,
      PORT: String(port),
      SPILLWAY_DATA: dataDir,
      SPILLWAY_MODE: "demo",
      ...(user ? { HOME: path.dirname(dataDir), USER: "" } : {}),
      ...settings,
    };
    mkdirSync(path.dirname(dataDir), { recursive: true });
    if (user) chownSync(path.dirname(dataDir), user.uid, user.gid);
    const child = spawn(process.execPath, ["scripts/start.mjs"], {
      cwd: ROOT,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      ...user,
    });
    const started = new StartedInstallation(`http://127.0.0.1:${port}`, about, env, child);
    await Promise.race([started.says("Ctrl-C stops everything."), started.ended]);
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`It ended instead of opening:\n${started.output.join("\n")}`);
    return started;
  }

  /** Resolves when a line of its output holds these words. */
  async says(words: string): Promise<void> {
    while (!this.output.some((line) => line.includes(words))) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The operator's command line on it. @returns what `--json` answers */
  run<T = Record<string, unknown>>(...args: string[]): Promise<T> {
    return spillway<T>(this.env, args, this.about.user);
  }

  /** Processes of the installation, by the name that its command line holds. */
  async processOf(words: string): Promise<number> {
    const { stdout } = await promisify(execFile)("pgrep", ["-P", String(this.child.pid), "-f", words]);
    return Number(stdout.trim().split("\n")[0]);
  }

  /** Stops it as Ctrl-C does. @returns its exit code */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.child.kill(signal);
    await this.ended;
    return this.child.exitCode;
  }
}

/** One command of the command line in an environment of its own. @throws with its output where it fails */
async function spillway<T>(env: NodeJS.ProcessEnv, args: string[], user?: OrdinaryUser): Promise<T> {
  const command = [path.join(ROOT, "scripts/spillway.mjs"), ...args, "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env, cwd: ROOT, ...user });
  return JSON.parse(stdout) as T;
}
