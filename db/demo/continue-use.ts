import { customers } from "@/db/schema";
import { inProvider, jobRequest } from "@/server/context";
import { recordUsage } from "@/server/usage/record/record-usage";
import { tickOf } from "@/server/usage/ticks";
import { courses } from "./courses";

/**
 * Goes on with the story's use in the tick of `now`: what programs and files last reported, unchanged (courses.ts). A
 * machine's own use is its own to report. Done again in the same tick, it changes nothing.
 */
export async function continueUse(now: Date): Promise<void> {
  const request = jobRequest("simulation", now);
  const known = await inProvider(request, (ctx) =>
    ctx.tx.select({ id: customers.id, identifier: customers.identifier }).from(customers),
  );
  const at = tickOf(now);
  for (const { id: customerId, identifier } of known)
    for (const [meter, list] of Object.entries(courses[identifier] ?? {}))
      for (const course of list) {
        if (course.machine !== undefined) continue;
        const { cloud, sourceKind, to } = course;
        const record = {
          id: `${meter}-${cloud}-${at.toISOString()}`,
          source: `story-${cloud}`,
          subject: null,
          customer: null,
          start: null,
          quantity: String(to),
          meter,
          cloud,
          at,
        };
        await recordUsage(request, { sourceKind, customerId, records: [record] });
      }
}
