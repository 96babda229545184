import type { Request } from "@/server/context";
import type { UsageInput } from "@/server/usage/input";
import { recordUsage } from "@/server/usage/record-usage";
import { growing, instants } from "./history";

/** A year of one meter in one cloud: from so much to so much. Clouds are named by slug. */
type Course = { cloud: string; from: number; to: number; sourceKind: "file" | "program"; subject?: string };

/** What the story's companies have used, by account identifier and meter. Sums at the end stand against their limits in companies.ts. */
export const courses: Record<string, Record<string, Course[]>> = {
  "nordhafen-log": {
    storage: [
      { cloud: "aws", from: 3100, to: 4180, sourceKind: "file" },
      { cloud: "sandbox-a", from: 2600, to: 3905, sourceKind: "program" },
      { cloud: "sandbox-b", from: 900, to: 1901, sourceKind: "program" },
    ],
  },
  "oresunds-precision": {
    storage: [
      { cloud: "aws", from: 7000, to: 9012, sourceKind: "file" },
      { cloud: "sandbox-a", from: 3900, to: 6240, sourceKind: "program" },
      { cloud: "sandbox-b", from: 2100, to: 3118, sourceKind: "program" },
    ],
  },
  "isbjorn-cold-chain": {
    units: [
      { cloud: "sandbox-a", from: 6, to: 11, sourceKind: "program" },
      { cloud: "sandbox-b", from: 3, to: 7, sourceKind: "program" },
    ],
  },
  "carrieres-ardenne": { units: [{ cloud: "sandbox-b", from: 9, to: 26, sourceKind: "program" }] },
  "ferrante-trasporti": {
    storage: [
      { cloud: "aws", from: 2200, to: 2896, sourceKind: "file" },
      { cloud: "sandbox-a", from: 700, to: 1200, sourceKind: "program" },
    ],
  },
  "kommunale-wasserwerke": { storage: [{ cloud: "sandbox-b", from: 6900, to: 8420, sourceKind: "program" }] },
  "atelier-vrancken": {
    storage: [
      { cloud: "sandbox-a", from: 640, to: 930, sourceKind: "program" },
      { cloud: "aws", from: 120, to: 260, sourceKind: "file" },
    ],
  },
  "tallaght-vets": { storage: [{ cloud: "aws", from: 210, to: 340, sourceKind: "file" }] },
};

/** Records the year of one company; whole units stay whole. */
export async function tellUsage(request: Request, input: { customerId: string; identifier: string }): Promise<number> {
  const times = instants(request.now);
  let seed = input.identifier.length;
  let count = 0;
  for (const [meter, list] of Object.entries(courses[input.identifier] ?? {})) {
    for (const course of list) {
      seed += 1;
      const readings = growing(times, { ...course, wave: meter === "units" ? 0.12 : 0.05, seed });
      const records: UsageInput[] = readings.map(({ at, quantity }) => ({
        id: `${meter}-${course.cloud}-${at.toISOString()}`,
        source: `story-${course.cloud}`,
        meter,
        subject: null,
        at,
        start: null,
        quantity: meter === "units" ? String(Math.round(Number(quantity))) : quantity,
        cloud: course.cloud,
        customer: null,
      }));
      await recordUsage(request, { sourceKind: course.sourceKind, customerId: input.customerId, records });
      count += records.length;
    }
  }
  return count;
}
