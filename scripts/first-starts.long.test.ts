import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { type OrdinaryUser, StartedInstallation } from "./testing/started-installation";

// First starts in a row, each with a new data directory and so with new secrets, on one build: as the user who runs the
// tests, and where that is root also as an ordinary user.

const times = 20;
const isRoot = process.getuid?.() === 0;

/** Debian's `nobody`, or undefined where root does not run the tests. */
function ordinaryUser(): OrdinaryUser | undefined {
  if (!isRoot) return undefined;
  const id = (what: string) => Number(execFileSync("id", [what, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

const folder = mkdtempSync(path.join(tmpdir(), "spillway-first-starts-"));
chmodSync(folder, 0o711);
const seen = new Set<string>();
const seconds: number[] = [];
const nobody = ordinaryUser();

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)];
  const who = nobody ? "root and an ordinary user in turn" : "an ordinary user";
  console.log(`${seconds.length} first starts as ${who}: ${least.toFixed(1)} to ${most.toFixed(1)} s each`);
});

test.each(Array.from({ length: times }, (_, n) => n))(
  "first start %i opens, with secrets of its own, and ends with nothing left",
  { timeout: 600_000 },
  async (n) => {
    const user = n % 2 === 1 ? nobody : undefined;
    const dataDir = path.join(folder, String(n), "data");
    const begun = performance.now();
    const started = await StartedInstallation.start({ dataDir, user });
    seconds.push((performance.now() - begun) / 1000);
    const health = await fetch(`${started.origin}/api/health`);
    expect(health.status).toBe(200);
    const secrets = JSON.parse(readFileSync(path.join(dataDir, "secrets.json"), "utf8"));
    const own = [secrets.keys, secrets.nextAuthSecret, secrets.cronSecret, ...Object.values(secrets.sandboxTokens)];
    for (const secret of own) {
      expect(seen.has(secret as string)).toBe(false);
      seen.add(secret as string);
    }
    expect(await started.stop()).toBe(0);
    expect(existsSync(path.join(dataDir, "start.lock"))).toBe(false);
    rmSync(path.join(folder, String(n)), { recursive: true });
  },
);
