// Loaded with --import into what start.mjs starts: ends this process when its parent is gone, however it went.
// stdin is a pipe from the parent; kill -9 of the parent closes it.
import { isMainThread } from "node:worker_threads";
import { GRACE_MS } from "./grace.mjs";

if (isMainThread && process.env.SPILLWAY_PARENT === String(process.ppid)) {
  // Programs started from here are not children of start.mjs and must not read this pipe.
  delete process.env.SPILLWAY_PARENT;
  process.stdin.resume();
  process.stdin.once("close", () => {
    // The parent made this process the leader of its group: what hangs below it goes too.
    process.kill(-process.pid, "SIGTERM");
    setTimeout(() => process.kill(-process.pid, "SIGKILL"), GRACE_MS).unref();
  });
  process.stdin.unref();
}
