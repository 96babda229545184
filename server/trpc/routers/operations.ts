import { z } from "zod";
import { listMeters } from "../../catalogue/queries";
import { reasonInput } from "../../licensing/input";
import { giveUpOverflow } from "../../overflow/give-up-overflow";
import { retryOverflow } from "../../overflow/retry-overflow";
import { consoleOverview } from "../../reads/console-overview";
import { cronJobs } from "../../reads/cron-jobs";
import { countEvents, listEvents } from "../../reads/event-list";
import { eventPage } from "../../reads/event-page";
import { eventFilter } from "../../reads/input";
import { linkCounts } from "../../reads/link-counts";
import { failingNotices, openOverflows, processHealth, queues, stuckMachines } from "../../reads/open-work";
import { router, staffProcedure } from "../init";

const id = z.string().min(1).max(100);

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

  events: staffProcedure("billing.read")
    .input(
      eventFilter.extend({
        after: z.string().max(100).optional(),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .query(({ ctx, input }) => ctx.run((inner) => listEvents(inner, input))),

  eventCounts: staffProcedure("billing.read")
    .input(eventFilter)
    .query(({ ctx, input }) => ctx.run((inner) => countEvents(inner, input))),

  /** Names and units of all meters, for filters. */
  meters: staffProcedure("operations.read").query(({ ctx }) => ctx.run((inner) => listMeters(inner))),

  /** One billing event with everything that was done about it. */
  event: staffProcedure("billing.read")
    .input(z.object({ number: z.number().int().min(1).max(2_147_483_647) }))
    .query(({ ctx, input }) => ctx.run((inner) => eventPage(inner, input.number))),

  /** Lets a stuck overflow go on from the step it stuck at, or looks at a waiting one at once. */
  retryOverflow: staffProcedure("overflows.change")
    .input(z.object({ customerId: id, overflowId: id }))
    .mutation(({ ctx, input }) => ctx.run((inner) => retryOverflow(inner, input))),

  /**
   * Gives up a stuck overflow: units, license, machine and capacity come back, and it ends as failed with the reason.
   */
  giveUpOverflow: staffProcedure("overflows.change")
    .input(z.object({ customerId: id, overflowId: id, reason: reasonInput }))
    .mutation(({ ctx, input }) => ctx.run((inner) => giveUpOverflow(inner, input))),

  linkCounts: staffProcedure("links.read").query(({ ctx }) => ctx.run((inner) => linkCounts(inner))),

  health: staffProcedure("operations.read").query(({ ctx }) => ctx.run((inner) => processHealth(inner))),
});
