// A lock file that outlives neither its process nor a reused process number. Built-ins only.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/**
 * When a process began, in the kernel's ticks: it differs where a process number was used again. "" where unknown.
 * @param {number} pid
 */
export function processStart(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "gone" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

/**
 * Whether that process runs now. A process of another user counts as running; a zombie does not.
 * @param {number} pid
 */
export function isAlive(pid, start = "") {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EPERM") return false;
  }
  const now = processStart(pid);
  return now !== "gone" && (start === "" || now === "" || now === start);
}

/** The living holder of a lock, or undefined. @param {string} file */
export function lockHolder(file) {
  try {
    const [pid, start = ""] = fs.readFileSync(file, "utf8").trim().split(" ");
    return isAlive(Number(pid), start) ? { pid: Number(pid), start } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes a lock or returns undefined when a living process holds it. The file appears with its content in one step
 * (link of a finished file), so nobody ever reads a half-written lock as a dead one.
 * @param {string} file @returns {(() => void) | undefined} releases the lock
 */
export function tryLock(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, `${process.pid} ${processStart(process.pid)}\n`);
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        fs.linkSync(mine, file);
        return () => {
          if (lockHolder(file)?.pid === process.pid) fs.rmSync(file, { force: true });
        };
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
      }
      if (lockHolder(file)) return undefined;
      removeDeadLock(file);
    }
    return undefined;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/**
 * Moves a dead lock aside first, and puts it back if it turned out to be a living one that came in between.
 * @param {string} file
 */
function removeDeadLock(file) {
  const aside = `${file}.dead.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  if (lockHolder(aside)) {
    try {
      fs.linkSync(aside, file);
    } catch {
      // Another process took the lock meanwhile: its lock stands.
    }
  }
  fs.rmSync(aside, { force: true });
}

/**
 * Waits for the lock.
 * @param {string} file @param {string} what what is done under it
 * @throws Error after `seconds`
 */
export async function waitForLock(file, what, seconds = 120) {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const release = tryLock(file);
    if (release) return release;
    if (Date.now() > until) {
      throw new Error(`Process ${lockHolder(file)?.pid} has held ${file} (${what}) for ${seconds} seconds.`);
    }
    await delay(100);
  }
}
