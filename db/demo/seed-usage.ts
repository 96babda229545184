import { jobRequest, newRequest, type Request } from "@/server/context";
import { reconcileOverflows } from "@/server/overflow/reconcile-overflows";
import type { UsageInput } from "@/server/usage/input";
import { recordUsage } from "@/server/usage/record/record-usage";
import type { SourceKind } from "@/server/usage/states";
import { deliverDueNotices } from "@/server/workflow/deliver-due-notices";
import { evaluateDirtyStandings } from "@/server/workflow/evaluate";
import type { StoryCompany } from "./companies";
import { type Course, courses } from "./courses";
import { growing, instants, type Reading } from "./history";
import { moments, type Total } from "./moments";

/** A record arrives so long after it was measured. */
const underway = 20_000;

type Told = { request: (at: Date) => Request; sourceKind: SourceKind; record: (reading: Reading) => UsageInput };
type Step = { at: Date; records: { told: Told; record: UsageInput }[] };

/**
 * Plays the year of one company, in the order of time: use is recorded, judged, charged, notified and answered at its
 * own time, by the verbs that serve every customer. The second argument sets the time of this process.
 */
export async function tellUsage(
  input: { customerId: string; company: StoryCompany; machineIds: Map<string, string>; now: Date },
  tell: (at: Date) => void,
): Promise<void> {
  const { steps, judged } = stepsOf(input);
  let waiting: Step[] = [];
  for (const step of steps) {
    waiting.push(step);
    if (!judged.has(step.at.getTime())) continue;
    // What has just been measured arrives a little later, and never after the present.
    const at = new Date(Math.min(step.at.getTime() + underway, input.now.getTime()));
    tell(at);
    await record(waiting, input.customerId, at);
    waiting = [];
    const request = jobRequest("story", at);
    const { raised, thresholds } = await evaluateDirtyStandings(request);
    if (raised > 0) await reconcileOverflows(request);
    if (raised + thresholds > 0) await deliverDueNotices(request);
  }
}

/** Every instant with its records, and the instants after which the use is judged. */
function stepsOf({ customerId, company, machineIds, now }: Parameters<typeof tellUsage>[0]) {
  const times = instants(now);
  const steps = new Map<number, Step>(times.map((at) => [at.getTime(), { at, records: [] }]));
  const judged = new Set<number>();
  let seed = company.identifier.length;
  for (const [meter, list] of Object.entries(courses[company.identifier] ?? {})) {
    const totals = new Map<number, Total>(times.map((at) => [at.getTime(), { at, total: 0 }]));
    for (const course of list) {
      seed += 1;
      const told = toldBy(course, meter, customerId, machineIds);
      for (const reading of readingsOf(course, meter, times, seed)) {
        steps.get(reading.at.getTime())?.records.push({ told, record: told.record(reading) });
        const sum = totals.get(reading.at.getTime());
        if (sum) sum.total += Number(reading.quantity);
      }
    }
    for (const at of moments([...totals.values()], company, meter)) judged.add(at);
  }
  return { steps: [...steps.values()], judged };
}

/** A machine that another one takes over from releases everything in the last tick. */
function readingsOf(course: Course, meter: string, times: readonly Date[], seed: number): Reading[] {
  const wave = meter === "units" ? 0.12 : 0.05;
  const readings = growing(course.machine ? times.slice(0, -1) : times, { ...course, wave, seed });
  const last = times.at(-1);
  if (course.machine && last) readings.push({ at: last, quantity: "0" });
  const { step } = course;
  if (!step) return readings;
  return readings.map(({ at, quantity }) => ({ at, quantity: String(Math.round(Number(quantity) / step) * step) }));
}

function toldBy(course: Course, meter: string, customerId: string, machineIds: Map<string, string>): Told {
  const of = ({ at, quantity }: Reading) => ({
    id: `${meter}-${course.cloud ?? "own"}-${at.toISOString()}`,
    meter,
    at,
    start: null,
    quantity,
    customer: null,
  });
  if (course.machine === undefined)
    return {
      request: (at) => jobRequest("story", at),
      sourceKind: course.sourceKind,
      record: (reading) => ({ ...of(reading), source: `story-${course.cloud}`, subject: null, cloud: course.cloud }),
    };
  const id = machineIds.get(course.machine);
  if (!id) throw new Error(`The story has no machine ${course.machine}.`);
  const actor = { kind: "machine" as const, id, label: course.machine, customerId };
  return {
    request: (at) => newRequest(actor, at),
    sourceKind: "agent",
    record: (reading) => ({ ...of(reading), source: id, subject: id, cloud: null }),
  };
}

async function record(steps: readonly Step[], customerId: string, at: Date): Promise<void> {
  const bySender = new Map<string, { told: Told; records: UsageInput[] }>();
  for (const { told, record } of steps.flatMap(({ records }) => records)) {
    const sender = `${told.sourceKind} ${record.source}`;
    const group = bySender.get(sender);
    if (group) group.records.push(record);
    else bySender.set(sender, { told, records: [record] });
  }
  for (const { told, records } of bySender.values())
    await recordUsage(told.request(at), { sourceKind: told.sourceKind, customerId, records });
}
