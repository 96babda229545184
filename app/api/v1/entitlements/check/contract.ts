import { z } from "zod";
import { verdicts } from "@/server/licensing/rules";
import { licenseStates } from "@/server/licensing/states";
import { entitlement } from "../../licenses/contract";
import { operation } from "../../operation";
import { bytes, named, time } from "../../parts";

const codes = verdicts.map(({ code }) => code) as [string, ...string[]];

const checkQuery = z.strictObject({
  machine: z
    .string({ error: "Name the machine by its management id." })
    .min(1, "Name the machine by its management id.")
    .max(100, "Name the machine by its management id."),
  service: z.string().min(1, "Name a service by its slug.").max(100).optional().describe("A service's slug"),
  feature: z.string().min(1, "Name a feature.").max(100).optional(),
});

export const checkAnswer = named(
  "Verdict",
  z.object({
    valid: z.boolean(),
    code: z
      .enum(codes)
      .describe("The verdict: the first guard of one ordered table that holds. Codes never change their meaning."),
    sentence: z.string(),
    machine: z.string(),
    service: z.string().describe("The service that the machine was set up for"),
    license: z
      .object({
        id: z.string(),
        state: z.enum(licenseStates),
        kind: z.enum(["standard", "overflow"]),
        features: z.array(z.string()),
        entitlements: z.array(entitlement),
        allocationBytes: bytes.nullable(),
        validTo: time,
      })
      .nullable(),
  }),
);

export const checkMachine = operation({
  method: "get",
  path: "/entitlements/check",
  tag: "Licenses",
  summary: "May this machine use that service now?",
  action: "licenses.read",
  like: [],
  query: checkQuery,
  answer: checkAnswer,
  says: "The verdict, also where it is no.",
});
