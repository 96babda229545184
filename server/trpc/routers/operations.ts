import { consoleOverview } from "../../monitoring/console-overview";
import { cronJobs } from "../../monitoring/cron-jobs";
import { failingNotices, openOverflows, processHealth, queues, stuckMachines } from "../../monitoring/open-work";
import { router, staffProcedure } from "../init";

/** What the installation is doing, and what it cannot do by itself. */
export const operationsRouter = router({
  overview: staffProcedure("operations.read").query(({ ctx }) => ctx.run((inner) => consoleOverview(inner))),

  jobs: staffProcedure("operations.read").query(({ ctx }) => ctx.run((inner) => cronJobs(inner))),

  work: staffProcedure("operations.read").query(({ ctx }) =>
    ctx.run(async (inner) => {
      const [overflows, machines, notices, waiting] = await Promise.all([
        openOverflows(inner),
        stuckMachines(inner),
        failingNotices(inner),
        queues(inner),
      ]);
      return { overflows, machines, notices, queues: waiting };
    }),
  ),

  health: staffProcedure("operations.read").query(({ ctx }) => ctx.run((inner) => processHealth(inner))),
});
