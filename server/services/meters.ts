import type { meters } from "@/db/schema";

type Meter = Omit<typeof meters.$inferInsert, "createdAt">;

const counter = (slug: string, name: string, unit: string, decimals: number): Meter => ({
  slug,
  name,
  unit,
  kind: "counter",
  aggregation: "sum",
  decimals,
  whole: decimals === 0,
  staleMinutes: 15,
});
const gauge = (slug: string, name: string, unit: string, decimals: number): Meter => ({
  ...counter(slug, name, unit, decimals),
  kind: "gauge",
  aggregation: "max",
});

/** The meters that come with this version (docs/rules.md 3.9). The provider adds its own. */
export const shippedMeters: Meter[] = [
  counter("processor", "Processor", "vCPU·h", 3),
  counter("memory", "Memory", "GiB·h", 3),
  counter("bandwidth", "Bandwidth", "GiB", 3),
  counter("requests", "Requests", "requests", 0),
  counter("support-events", "Support events", "events", 0),
  // A backup a day, with two hours for one that is late.
  { ...gauge("storage", "Storage", "GiB", 3), staleMinutes: 26 * 60 },
  gauge("os-instances", "OS instances", "instances", 0),
  gauge("units", "Units", "units", 0),
  { slug: "users", name: "Users", unit: "users", kind: "unique", aggregation: "unique", decimals: 0, whole: true },
];

/** The meters to which rows of a FOCUS file belong, by what their unit measures. */
export const focusMeters = {
  requests: "requests",
  coreHours: "processor",
  memoryHours: "memory",
  transfer: "bandwidth",
} as const;
