import { z } from "zod";
import { mappingInput, mappingQuery, mappingTrialInput } from "@/server/usage/mappings/input";
import type { StatedMapping } from "@/server/usage/mappings/mapping-versions";
import type { Slugs } from "../names";
import { operation } from "../operation";
import { after, customerName, limit, named, onePage, pageAnswer, time } from "../parts";

const column = z.string().nullable();
const mapping = named(
  "UsageMapping",
  z.object({
    cloud: z.string(),
    version: z.int().describe("0: none was set, the defaults hold"),
    columns: z.object({
      ...{ customer: column, cloud: column, machine: column, meter: column, quantity: column, unit: column },
    }),
    meters: z.array(
      z.object({
        value: z.string(),
        unit: z.string().nullable(),
        meter: z.string().nullable(),
        factor: z.string().nullable(),
      }),
    ),
    customers: z.array(z.object({ value: z.string(), customer: z.string().describe("Its id") })),
    clouds: z.array(z.string()),
    reason: z.string().nullable(),
    setBy: z.string().nullable(),
    setAt: time.nullable(),
  }),
);
/** A version of a cloud's mapping rules as programs see it. */
export const shownMapping = (
  { cloudId, version, rules, reason, setBy, setAt }: StatedMapping,
  slugs: Slugs,
): z.infer<typeof mapping> => ({
  cloud: slugs.cloud(cloudId) ?? cloudId,
  version,
  ...rules,
  reason: reason ?? null,
  setBy: setBy ?? null,
  setAt: setAt?.toISOString() ?? null,
});

export const getMapping = operation({
  method: "get",
  path: "/usage-mappings/{cloud}",
  tag: "Usage",
  summary: "The rules by which exports of a host cloud are read: the present version",
  action: "usage_mapping.read",
  like: ["mappings.one"],
  answer: mapping,
  says: "The rules.",
});
export const getMappingVersion = operation({
  method: "get",
  path: "/usage-mappings/{cloud}/versions/{version}",
  tag: "Usage",
  summary: "One version of a host cloud's mapping rules",
  action: "usage_mapping.read",
  like: ["mappings.one"],
  answer: mapping,
  says: "The rules.",
});
export const mappingVersionParams = mappingQuery.pick({ version: true }).required();
export const listMappings = operation({
  method: "get",
  path: "/usage-mappings/{cloud}/versions",
  tag: "Usage",
  summary: "Every version of a host cloud's mapping rules, newest first, with who set it and why",
  action: "usage_mapping.read",
  like: ["mappings.versions"],
  query: z.strictObject({ after, limit }),
  answer: named("UsageMappingPage", pageAnswer("versions", mapping)),
  says: onePage,
});
export const setMapping = operation({
  method: "put",
  path: "/usage-mappings/{cloud}",
  tag: "Usage",
  summary: "Set the mapping rules of a host cloud's exports: a new version, from the next import on",
  action: "usage.change",
  like: ["mappings.set"],
  body: named("UsageMappingBody", mappingInput.omit({ cloud: true }).strict()),
  answer: mapping,
  says: "The new version. Nothing that is imported changes; a restatement reads it again.",
});
export const tryMapping = operation({
  method: "post",
  path: "/usage-mappings/{cloud}/trial",
  tag: "Usage",
  summary: "Try mapping rules on rows of a file; nothing is stored",
  action: "usage.change",
  like: ["mappings.try"],
  body: named(
    "UsageMappingTrialBody",
    mappingTrialInput.omit({ cloud: true }).extend({ customer: customerName }).strict(),
  ),
  answer: named(
    "UsageMappingTrial",
    z.object({
      columns: z.array(z.string()),
      rows: z.array(
        z.object({
          number: z.int(),
          reason: z.string().nullable().describe("Why it would not be counted; null: it reports use"),
          meter: z.string().nullable(),
          quantity: z.string().nullable().describe("In the meter's unit"),
          machine: z.string().nullable(),
          stated: z.object({ quantity: z.string(), unit: z.string() }).describe("As the file has it"),
        }),
      ),
      read: z.int(),
      use: z.int(),
      reasons: z.record(z.string(), z.int()),
      meters: z.record(z.string(), z.string()).describe("Sums by meter, in the meter's unit"),
    }),
  ),
  says: "What the first 50 rows would be, and what all come to.",
});
