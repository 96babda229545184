import { execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AgentSources, loadAgentSources } from "../sources";

export const sources: AgentSources = loadAgentSources((path) =>
  readFileSync(join(import.meta.dirname, "..", path), "utf8"),
);

/** The shells that the scripts must work in, with the words that start them. */
export const SHELLS: Record<string, string[]> = {
  dash: ["dash"],
  busybox: ["busybox", "sh"],
  bash: ["bash", "--posix"],
};

const SYSTEM = ["/usr/local/bin", "/usr/bin", "/bin"];

export function which(program: string): string | undefined {
  try {
    return execFileSync("sh", ["-c", 'command -v "$1"', "sh", program], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}

export interface RunResult {
  code: number | null;
  output: string;
}

/** A directory that stands for a machine, and a PATH on which `sh` is the shell under test. */
export class TestMachine {
  readonly root: string;
  readonly path: string;
  private readonly home: string;
  private readonly sh: string;
  private runs = 0;

  constructor(
    readonly shell: string,
    options: { without?: string[]; only?: "busybox" } = {},
  ) {
    this.home = mkdtempSync(join(tmpdir(), "spillway-agent-"));
    this.root = join(this.home, "root");
    const bin = join(this.home, "bin");
    mkdirSync(bin);
    this.sh = join(bin, "sh");
    // Thousands of links for a machine that has all there is would be most of a short test.
    this.path = options.without || options.only ? bin : [bin, ...SYSTEM].join(":");
    if (this.path === bin) this.fill(bin, options);
    const [program, ...words] = SHELLS[shell] as string[];
    // A script, not a link: "busybox sh" and "bash --posix" are two words.
    writeFileSync(this.sh, `#!/bin/dash\nexec ${which(program as string)} ${words.join(" ")} "$@"\n`, { mode: 0o755 });
    this.write("sys/class/dmi/id/product_serial", "SN-1\n");
    this.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    this.write("etc/hostname", "laptop\n");
    this.write("var/log/messages", "");
    this.write("etc/os-release", 'PRETTY_NAME="Test Linux 1"\n');
    this.write("run/instance/disk", df(100 * 1024 * 1024, 60 * 1024 * 1024));
    this.write("run/instance/id", "i-1\n");
    this.write("run/instance/cloud", "sandbox-a\n");
  }

  /** Everything that the scripts may call; busybox's own programs alone for a machine that has nothing else. */
  private fill(bin: string, options: { without?: string[]; only?: "busybox" }): void {
    const without = new Set(["sh", ...(options.without ?? [])]);
    const link = (name: string, target: string) => {
      if (!without.has(name) && !existsSync(join(bin, name))) symlinkSync(target, join(bin, name));
    };
    if (options.only === "busybox") {
      const busybox = which("busybox") as string;
      for (const name of execFileSync(busybox, ["--list"], { encoding: "utf8" }).split("\n"))
        if (name) link(name, busybox);
      for (const name of ["openssl", "restic"]) if (which(name)) link(name, which(name) as string);
    } else {
      for (const directory of SYSTEM) {
        for (const name of existsSync(directory) ? readdirSync(directory) : []) link(name, join(directory, name));
      }
    }
  }

  write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  }

  read(path: string): string {
    return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path), "utf8") : "";
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** Runs a script's text with the shell under test; the script comes by a file, as a download would. */
  script(text: string, args: string[] = [], env: Record<string, string> = {}): Promise<RunResult> {
    const file = join(this.home, "download.sh");
    writeFileSync(file, text);
    return this.run([file, ...args], env);
  }

  agent(...args: string[]): Promise<RunResult> {
    return this.run([join(this.root, "opt/spillway/agent.sh"), "--root", this.root, ...args]);
  }

  run(args: string[], env: Record<string, string> = {}, input = ""): Promise<RunResult> {
    // Into a file: what it leaves in the background would hold a pipe open, and at its end a pipe may not be read out.
    const file = join(this.home, `output-${++this.runs}`);
    const output = openSync(file, "w");
    return new Promise((resolve, reject) => {
      const child = spawn(this.sh, args, {
        env: { PATH: this.path, HOME: this.home, SPILLWAY_ROOT: this.root, ...env } as unknown as NodeJS.ProcessEnv,
        cwd: this.home,
        stdio: ["pipe", output, output],
      });
      closeSync(output);
      child.on("error", reject);
      child.on("exit", (code) => resolve({ code, output: readFileSync(file, "utf8") }));
      child.stdin?.on("error", () => {});
      child.stdin?.end(input);
    });
  }

  units(): number[] {
    const folder = join(this.root, "var/lib/spillway/units");
    return (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith(".pid"))
      .map((name) => Number(readFileSync(join(folder, name), "utf8").split(" ")[0]))
      .filter((pid) => alive(pid));
  }

  /** Every path below the root that is not one of the machine's own facts. */
  written(): string[] {
    return readdirSync(this.root, { recursive: true, encoding: "utf8" }).filter((path) => /spillway/.test(path));
  }

  async remove(): Promise<void> {
    if (this.has("opt/spillway/agent.sh")) await this.agent("stop");
    // A process that is just ending may still write.
    rmSync(this.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

export function alive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** What `df -Pk` prints for a disk of these sizes, in KiB. */
export function df(totalKib: number, availableKib: number): string {
  return `Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 ${totalKib} ${totalKib - availableKib} ${availableKib} 40% /\n`;
}
