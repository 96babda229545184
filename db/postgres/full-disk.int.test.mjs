import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { postgresStatus, releasePostgres, startPostgres, stopPostgres } from "./server.mjs";
import { watchPostgres } from "./watch.mjs";

/** @type {string} */
let disk;
let why = "";

beforeAll(() => {
  disk = mkdtempSync(path.join(tmpdir(), "spillway-small-disk-"));
  const options = ["-t", "tmpfs", "-o", "size=160m,mode=711", "tmpfs", disk];
  const mounted = process.getuid?.() === 0 ? spawnSync("mount", options, { encoding: "utf8" }) : undefined;
  if (mounted?.status !== 0) why = `A small disk needs root and the right to mount. ${mounted?.stderr ?? ""}`.trim();
  else chmodSync(disk, 0o711);
});
afterAll(async () => {
  if (!why) {
    await stopPostgres(disk);
    spawnSync("umount", [disk]);
  }
  rmSync(disk, { recursive: true, force: true });
});

/** Takes up what is left of the disk. */
function fill() {
  for (let megabytes = 64; megabytes >= 1; megabytes /= 2)
    for (let n = 0; ; n++) {
      try {
        writeFileSync(path.join(disk, `filler-${megabytes}-${n}`), Buffer.alloc(megabytes * 1024 * 1024));
      } catch {
        break;
      }
    }
}
const empty = () => spawnSync("sh", ["-c", 'rm -f "$1"/filler-*', "sh", disk]);

// The settings are an installation's, not those of tests: what was committed must be there after the kill.
test("on a full disk PostgreSQL is explained and tried on, and comes back with its data once there is space", async (context) => {
  if (why) context.skip(why);
  const { ownerUrl } = await startPostgres(disk);
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await sql`create table stored (a int)`;
  await sql`insert into stored values (7)`;
  /** @type {string[]} */
  const sentences = [];
  const stop = watchPostgres(disk, (sentence) => sentences.push(sentence));
  /** @param {RegExp} words */
  const reported = (words) =>
    vi.waitFor(() => expect(sentences.at(-1)).toMatch(words), { timeout: 120_000, interval: 50 });

  fill();
  // What needs a new block is refused, and the server stays for what does not.
  const more = sql`insert into stored select n from generate_series(1, 2000000) n`;
  await expect(more).rejects.toThrow(/no space left on device|connection/i);
  await sql.end({ timeout: 5 }).catch(() => undefined);
  const status = postgresStatus(disk);
  if (status.running) process.kill(status.pid, "SIGKILL");
  await reported(/does not start yet.*no space left on device/is);

  empty();
  await reported(/runs again/);
  const again = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  expect((await again`select a from stored`).map(({ a }) => a)).toEqual([7]);
  await again.end();
  await stop();
  expect(await releasePostgres(disk)).toBe(true);
});
