import { setTimeout as delay } from "node:timers/promises";
import { jobRequest } from "../../context";
import { deliverDueNotices } from "../../workflow/deliver-due-notices";
import { evaluateDirtyStandings } from "../../workflow/evaluate";
import { reconcileOverflows } from "../reconcile-overflows";

/**
 * A worker for tests: does what worker/main.ts does and ends itself by SIGKILL at the given point of the given step, so
 * that nothing of it can clean up. Arguments: state, "before" | "after". Prints the point just before it dies; without
 * arguments it never does.
 */
const [state, at] = process.argv.slice(2);

for (;;) {
  await evaluateDirtyStandings(jobRequest("worker"));
  await reconcileOverflows(jobRequest("worker"), {
    observe: (point, of) => {
      if (of !== state || point !== at) return;
      process.stdout.write(`killed ${point} ${of}\n`);
      process.kill(process.pid, "SIGKILL");
    },
  });
  await deliverDueNotices(jobRequest("worker"));
  await delay(50);
}
