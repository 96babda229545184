import type { SourceKind } from "@/server/usage/states";

/**
 * A year of one meter: it moves from one quantity to another, in a cloud named by slug, or on a machine of the
 * company's own (seed-machines.ts). With `step` it moves by whole steps.
 */
export type Course = { from: number; to: number; step?: number } & (
  | { cloud: string; sourceKind: SourceKind; machine?: undefined }
  | { machine: string; cloud?: undefined }
);

/**
 * What the story's companies have used, by account identifier and meter. Sums at the end stand against their limits in
 * companies.ts.
 */
export const courses: Record<string, Record<string, Course[]>> = {
  "nordhafen-log": {
    storage: [
      { cloud: "aws", from: 3100, to: 4180, sourceKind: "file" },
      { cloud: "sandbox-a", from: 2600, to: 3905, sourceKind: "program" },
      { cloud: "sandbox-b", from: 900, to: 1901, sourceKind: "program" },
    ],
  },
  // Near its limit.
  "oresunds-precision": {
    storage: [
      { cloud: "aws", from: 7000, to: 9012, sourceKind: "file" },
      { cloud: "sandbox-a", from: 3900, to: 6240, sourceKind: "program" },
      { cloud: "sandbox-b", from: 2100, to: 3118, sourceKind: "program" },
    ],
  },
  // At its limit, and over it with the machine that takes over today (live-machines.ts); so is the next one.
  "isbjorn-cold-chain": { units: [{ machine: "reefer-hub-04", from: 2, to: 6, step: 1 }] },
  "carrieres-ardenne": { units: [{ machine: "pesage-01", from: 4, to: 10, step: 1 }] },
  // Exactly at its limit.
  "ferrante-trasporti": {
    storage: [
      { cloud: "aws", from: 2200, to: 2896, sourceKind: "file" },
      { cloud: "sandbox-a", from: 700, to: 1200, sourceKind: "program" },
    ],
  },
  // Over its limit for the third month, and nothing is started: its policy is off.
  "kommunale-wasserwerke": {
    storage: [{ cloud: "sandbox-b", from: 6900, to: 8420, step: 20, sourceKind: "program" }],
  },
  "atelier-vrancken": {
    storage: [
      { cloud: "sandbox-a", from: 640, to: 930, sourceKind: "program" },
      { cloud: "aws", from: 120, to: 260, sourceKind: "file" },
    ],
  },
  "tallaght-vets": { storage: [{ cloud: "aws", from: 210, to: 340, sourceKind: "file" }] },
};
