import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, closeSync, existsSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { markOf, type ProcessMark } from "./process-table";

/** The longest a command on the console may take, in seconds, and the most of its output that is stored, in bytes. */
export const EXEC_LIMIT_SECONDS = 600;
const EXEC_OUTPUT_BYTES = 1024 * 1024;

export interface ExecResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * A machine's environment. Nothing of the cloud's own is handed on but what a process needs to find programs and the
 * time.
 */
function environment(root: string): NodeJS.ProcessEnv {
  const env: Record<string, string> = { SPILLWAY_ROOT: root, HOME: join(root, "root"), TMPDIR: join(root, "tmp") };
  for (const name of ["PATH", "LANG", "LC_ALL", "TZ", "SPILLWAY_TEST_CLOCK"]) {
    const value = process.env[name];
    if (value) env[name] = value;
  }
  return env as NodeJS.ProcessEnv;
}

function console(root: string): string {
  return join(root, "var/log/console.log");
}

/** Starts a command as a process group of its own that outlives the cloud, its output going to two open files. */
function start(root: string, command: string, args: string[], stdout: number, stderr: number): ChildProcess {
  const child = spawn(command, args, {
    cwd: root,
    env: environment(root),
    detached: true,
    stdio: ["ignore", stdout, stderr],
  });
  child.unref();
  return child;
}

/**
 * Starts a command with its output on the machine's console; undefined where it could not be started, which the console
 * then says.
 */
export function startOnConsole(root: string, command: string, args: string[]): ProcessMark | undefined {
  const out = openSync(console(root), "a");
  try {
    const child = start(root, command, args, out, out);
    child.on("error", (error) => appendFileSync(console(root), `sandbox cloud: ${error.message}\n`));
    return child.pid === undefined ? undefined : markOf(child.pid);
  } finally {
    closeSync(out);
  }
}

/**
 * First boot: runs the user data if it is a script. The file lies outside the root: it is the cloud's, not the
 * machine's.
 */
export function boot(folder: string, root: string, userData: Buffer): ProcessMark | undefined {
  if (userData.length === 0) return undefined;
  if (userData.subarray(0, 2).toString("latin1") !== "#!") {
    appendFileSync(console(root), "sandbox cloud: the user data is no script (#!) and was not run\n");
    return undefined;
  }
  const file = join(folder, "user-data");
  writeFileSync(file, userData, { mode: 0o700 });
  return startOnConsole(root, file, []);
}

/** A later start: runs the machine's own etc/rc.local, if it has one. */
export function bootAgain(root: string): ProcessMark | undefined {
  const script = join(root, "etc/rc.local");
  return existsSync(script) ? startOnConsole(root, "sh", [script]) : undefined;
}

let execs = 0;

/**
 * Runs `sh -c command` in the machine and waits for it. Output goes through files and not pipes, so that a daemon the
 * command leaves behind neither holds the answer up nor dies of a broken pipe. Exit code 124 after the time limit, 128
 * + n after signal n.
 */
export async function exec(folder: string, root: string, command: string, limitSeconds: number): Promise<ExecResult> {
  const base = join(folder, `exec-${process.pid}-${++execs}`);
  const files = [`${base}.out`, `${base}.err`] as const;
  const [out, err] = [openSync(files[0], "w+"), openSync(files[1], "w+")];
  try {
    const child = start(root, "sh", ["-c", command], out, err);
    const exitCode = await exitOf(child, limitSeconds);
    return { exitCode, stdout: head(out), stderr: head(err) };
  } finally {
    closeSync(out);
    closeSync(err);
    for (const file of files) rmSync(file, { force: true });
  }
}

function exitOf(child: ChildProcess, limitSeconds: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It ended in this very moment.
      }
    }, limitSeconds * 1000);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      resolve(late ? 124 : (code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  });
}

function head(handle: number): string {
  const buffer = Buffer.alloc(EXEC_OUTPUT_BYTES);
  let length = 0;
  for (;;) {
    const read = readSync(handle, buffer, length, buffer.length - length, length);
    if (read === 0) return buffer.subarray(0, length).toString("utf8");
    length += read;
  }
}
