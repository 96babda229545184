import { z } from "zod";
import { listMeters } from "../../catalogue/queries";
import { reasonInput } from "../../licensing/input";
import { giveUpOverflow } from "../../overflow/give-up-overflow";
import { retryOverflow } from "../../overflow/retry-overflow";
import { checksOf } from "../../reads/checks";
import { consoleOverview } from "../../reads/console-overview";
import { cronJobs } from "../../reads/cron-jobs";
import { countEvents, listEvents } from "../../reads/event-list";
import { eventPage } from "../../reads/event-page";
import { failingStandings } from "../../reads/failing-standings";
import { eventFilter, eventQuery } from "../../reads/input";
import { linkCounts } from "../../reads/link-list";
import { openWork, processHealth } from "../../reads/open-work";
import { router, staffProcedure } from "../init";

const id = z.string().min(1).max(100);

/** The work of the installation, and what needs attention. */
export const operationsRouter = router({
  overview: staffProcedure("operations.read").query(({ ctx }) => ctx.run((inner) => consoleOverview(inner))),

  jobs: staffProcedure("operations.read").query(({ ctx }) => ctx.run((inner) => cronJobs(inner))),

  work: staffProcedure("operations.read").query(({ ctx }) => ctx.run((inner) => openWork(inner))),

  /** Standings that cannot be judged, with the reason: one customer's, or all. */
  failingStandings: staffProcedure("operations.read")
    .input(z.object({ customerId: id.optional() }))
    .query(({ ctx, input }) => ctx.run((inner) => failingStandings(inner, input.customerId))),

  events: staffProcedure("billing.read")
    .input(eventQuery)
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

  /** Resumes a stuck overflow at its step, or checks a waiting one at once. */
  retryOverflow: staffProcedure("overflows.change")
    .input(z.object({ customerId: id, overflowId: id }))
    .mutation(({ ctx, input }) => ctx.run((inner) => retryOverflow(inner, input))),

  /** Gives up a stuck overflow: its units, license, machine and capacity are returned, and it ends as failed. */
  giveUpOverflow: staffProcedure("overflows.change")
    .input(z.object({ customerId: id, overflowId: id, reason: reasonInput }))
    .mutation(({ ctx, input }) => ctx.run((inner) => giveUpOverflow(inner, input))),

  linkCounts: staffProcedure("links.read").query(({ ctx }) => ctx.run((inner) => linkCounts(inner))),

  /** The checks of health and doctor, with their details. */
  checks: staffProcedure("operations.read").query(({ ctx }) => ctx.run((inner) => checksOf(inner))),

  health: staffProcedure("operations.read").query(({ ctx }) => ctx.run((inner) => processHealth(inner))),
});
