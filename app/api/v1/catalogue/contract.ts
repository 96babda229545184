import { z } from "zod";
import { meterChanges, newMeterInput } from "@/server/catalogue/input";
import type { listMeters as readMeters } from "@/server/catalogue/queries";
import { priceComponents } from "@/server/money/pricing/price-components";
import type { listOffers } from "@/server/reads/offers";
import { operation } from "../operation";
import { bytes, decimal, listAnswer, named } from "../parts";

type Offer = Awaited<ReturnType<typeof listOffers>>[number];
type MeterRow = Awaited<ReturnType<typeof readMeters>>[number];

export const priceList = named(
  "PriceList",
  z.object({
    currency: z.string(),
    components: priceComponents.describe("Amounts in major units of the currency, as decimals"),
  }),
);
export const plan = named(
  "Plan",
  z.object({
    slug: z.string(),
    service: z.string(),
    name: z.string(),
    seats: z.int(),
    allocationMaximumBytes: bytes,
    serviceLevel: z.string(),
    version: z.int().nullable().describe("Of its prices; null: none is published, so nobody can subscribe"),
    trialDays: z.int().describe("So many days from the begin on nothing but use is charged"),
    prices: z.array(priceList),
  }),
);
const service = named(
  "Service",
  z.object({
    slug: z.string(),
    name: z.string(),
    summary: z.string(),
    vendor: z.string(),
    needsStorage: z.boolean(),
    allocationMinimumBytes: bytes,
    meters: z.array(z.string()),
    overflowMeter: z.string().nullable().describe("The meter whose excess an overflow machine carries"),
    plans: z.array(plan),
  }),
);
const meter = named(
  "Meter",
  z.object({
    slug: z.string(),
    name: z.string(),
    unit: z.string(),
    kind: z.string(),
    aggregation: z.string(),
    decimals: z.int().describe("As many are shown"),
    whole: z.boolean().describe("Units of one exist only whole"),
    staleMinutes: z.int().describe("How long a machine's last level stands as its use now"),
    plausibleRecord: decimal.nullable().describe("A record of more is set aside; null: none is"),
    filter: z
      .record(z.string(), z.array(z.string()))
      .nullable()
      .describe("Which records count: of each dimension those with one of its values; null: all"),
    dimensions: z.array(z.string()).describe("By which of data.dimensions use is charted and exported"),
  }),
);

/** A plan as programs see it. */
export function shownPlan(row: Offer["plans"][number], serviceSlug: string): z.infer<typeof plan> {
  return {
    slug: row.slug,
    service: serviceSlug,
    name: row.name,
    seats: row.seats,
    allocationMaximumBytes: row.allocationMaximumBytes.toString(),
    serviceLevel: row.serviceLevel,
    version: row.version?.number ?? null,
    trialDays: row.version?.trialDays ?? 0,
    prices: row.version?.prices ?? [],
  };
}

/** A service as programs see it. */
export function shownService(offer: Offer): z.infer<typeof service> {
  return {
    slug: offer.slug,
    name: offer.name,
    summary: offer.summary,
    vendor: offer.vendorName,
    needsStorage: offer.needsStorage,
    allocationMinimumBytes: offer.allocationMinimumBytes.toString(),
    meters: offer.meters,
    overflowMeter: offer.overflowMeter,
    plans: offer.plans.map((row) => shownPlan(row, offer.slug)),
  };
}

/** A meter as programs see it. */
export const shownMeter = (row: MeterRow): z.infer<typeof meter> => ({
  slug: row.slug,
  name: row.name,
  unit: row.unit,
  kind: row.kind,
  aggregation: row.aggregation,
  decimals: row.decimals,
  whole: row.whole,
  staleMinutes: row.staleMinutes,
  plausibleRecord: row.plausibleRecord,
  filter: row.filter,
  dimensions: row.dimensions,
});

const reading = { method: "get", tag: "Catalogue", action: "catalogue.read" } as const;

export const listServices = operation({
  ...reading,
  path: "/services",
  summary: "Services that can be installed, with their plans",
  like: ["catalogue.services", "catalogue.allServices"],
  answer: named("Services", listAnswer("services", service)),
  says: "All of them.",
});
export const getService = operation({
  ...reading,
  path: "/services/{slug}",
  summary: "One service",
  like: ["catalogue.services", "catalogue.allServices"],
  answer: service,
  says: "The service.",
});
export const listPlans = operation({
  ...reading,
  path: "/plans",
  summary: "Plans of all services",
  like: ["subscriptions.choices"],
  answer: named("Plans", listAnswer("plans", plan)),
  says: "All of them.",
});
export const getPlan = operation({
  ...reading,
  path: "/plans/{slug}",
  summary: "One plan",
  like: ["subscriptions.choices"],
  answer: plan,
  says: "The plan.",
});
export const listMeters = operation({
  ...reading,
  path: "/meters",
  summary: "Meters with their units",
  like: ["catalogue.meters", "catalogue.allMeters", "usage.meters", "operations.meters"],
  answer: named("Meters", listAnswer("meters", meter)),
  says: "All of them.",
});
export const getMeter = operation({
  ...reading,
  path: "/meters/{slug}",
  summary: "One meter",
  like: ["catalogue.meters", "catalogue.allMeters"],
  answer: meter,
  says: "The meter.",
});
export const addMeter = operation({
  method: "post",
  path: "/meters",
  tag: "Catalogue",
  summary: "Add a meter of the provider's own; use of it that came before counts within a minute",
  action: "usage.change",
  like: ["catalogue.addMeter"],
  body: named("NewMeter", newMeterInput),
  answer: meter,
  says: "The meter.",
  made: true,
});
export const changeMeter = operation({
  method: "patch",
  path: "/meters/{slug}",
  tag: "Catalogue",
  summary:
    "Change a meter; unit, kind, filter and dimensions until use of it is stored, its aggregation until a limit of it exists",
  action: "usage.change",
  like: ["catalogue.changeMeter"],
  body: named("MeterChange", meterChanges.strict()),
  answer: meter,
  says: "The meter.",
});
