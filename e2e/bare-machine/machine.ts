import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { bareDebian } from "./root";

const shell = promisify(execFile);
const first = path.join(process.cwd(), "e2e/bare-machine/boot.sh");

export type Ran = { code: number; out: string };

/** A new machine with processes, mounts, host name and serial number of its own, on this computer's network. */
export class BareMachine {
  private constructor(
    private readonly folder: string,
    private readonly console: ChildProcess,
    private readonly pid: number,
  ) {}

  get root(): string {
    return path.join(this.folder, "root");
  }

  /** A minimal Debian, or with `busybox` one whose whole userland is busybox. @throws NoBareMachine */
  static async boot(about: { serial: string; name: string; userland?: "debian" | "busybox" }): Promise<BareMachine> {
    const debian = await bareDebian();
    const folder = mkdtempSync(path.join(tmpdir(), "spillway-bare-"));
    const root = path.join(folder, "root");
    if (about.userland === "busybox") await layBusybox(root, debian.busybox);
    else await shell("cp", ["-a", "--reflink=auto", debian.root, root]);
    const space = ["--mount", "--pid", "--fork", "--kill-child", "--uts", "--ipc"];
    // It ends with this process, however that ends: its agent would go on for ever.
    const bound = ["--pdeathsig", "KILL", "unshare", ...space];
    const console = spawn("setpriv", [...bound, "sh", first, root, about.name, about.serial], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await Promise.race([
      once(createInterface({ input: console.stdout as NodeJS.ReadableStream }), "line"),
      once(console, "exit"),
    ])) as [string | number];
    if (line !== "booted") throw new Error(`The bare machine did not boot: ${line}.`);
    const children = readFileSync(`/proc/${console.pid}/task/${console.pid}/children`, "utf8");
    return new BareMachine(folder, console, Number(children.trim()));
  }

  /** Runs a command by the machine's own shell, as its root. @returns exit code and what it wrote to both outputs */
  async run(command: string): Promise<Ran> {
    const inside = ["--target", String(this.pid), "--mount", "--pid", "--uts", "--ipc", "--root", "--wd"];
    const clean = ["/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"];
    return shell("nsenter", [...inside, ...clean, "/bin/sh", "-c", `{ ${command}\n} 2>&1`], {
      maxBuffer: 64 * 1024 ** 2,
    }).then(
      ({ stdout }) => ({ code: 0, out: stdout }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, out: stdout }),
    );
  }

  /**
   * Everything on its disk: folders, and files with their content's hash and time of change; without what `except`
   * matches.
   */
  files(except: RegExp = /^$/): string[] {
    return readdirSync(this.root, { recursive: true, withFileTypes: true })
      .map((entry) => ({ entry, file: path.join(entry.parentPath, entry.name) }))
      .map(({ entry, file }) => ({ entry, file, inside: file.slice(this.root.length) }))
      .filter(({ inside }) => !except.test(inside))
      .map(({ entry, file, inside }) => {
        if (!entry.isFile()) return inside;
        const hash = createHash("sha256").update(readFileSync(file)).digest("hex");
        return `${inside} ${lstatSync(file).mtimeMs} ${hash}`;
      })
      .sort();
  }

  /** Puts files of the Debian into a machine of busybox: openssl, its libraries and the loader. */
  async addOpenssl(): Promise<void> {
    const { root } = await bareDebian();
    const { stdout } = await shell("chroot", [root, "ldd", "/usr/bin/openssl"]);
    const needed = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, file]) => file as string);
    for (const file of ["/usr/bin/openssl", "/etc/ssl/openssl.cnf", "/usr/lib/ssl/openssl.cnf", ...needed]) {
      mkdirSync(path.join(this.root, path.dirname(file)), { recursive: true });
      await shell("cp", ["-L", path.join(root, file), path.join(this.root, file)]).catch((error) => {
        if (!file.endsWith(".cnf")) throw error;
      });
    }
  }

  /** Ends all of its processes and removes it. */
  async remove(): Promise<void> {
    if (this.console.exitCode === null && this.console.signalCode === null) {
      const gone = once(this.console, "exit");
      this.console.kill("SIGKILL"); // --kill-child: the first process goes with it, and all the others with that.
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function layBusybox(root: string, busybox: string): Promise<void> {
  for (const folder of ["bin", "sbin", "usr/bin", "usr/sbin", "etc", "root", "tmp", "var/tmp", "var/log", "proc"])
    mkdirSync(path.join(root, folder), { recursive: true });
  for (const folder of ["sys", "dev", "run", "mnt", "opt", "home", "lib"]) mkdirSync(path.join(root, folder));
  await shell("cp", [busybox, path.join(root, "bin/busybox")]);
  await shell("chroot", [root, "/bin/busybox", "--install", "-s"]);
  await shell("sh", [
    "-c",
    'echo root:x:0:0:root:/root:/bin/sh >"$1/etc/passwd"; echo root:x:0: >"$1/etc/group"',
    "sh",
    root,
  ]);
}
