import { z } from "zod";
import { machineFacts, publicKeyPem } from "../collection/input";
import { pageInput } from "../page-input";
import { wholeNumber } from "../whole-number";
import { installationStates, linkStates } from "./states";

/** A link that people make. The workflow alone makes those of an overflow. */
export const linkInput = z.object({
  service: z.string().min(1).max(60),
  os: z.enum(["linux", "darwin"]).default("linux"),
  serial: z.string().trim().max(64).optional(),
  usesMax: z.number().int().min(1, "A link needs at least one use.").max(10_000).default(1),
  approve: z.enum(["auto", "each"]).optional(),
  expiresInMinutes: z
    .number()
    .int()
    .min(5, "A link lives at least 5 minutes.")
    .max(525_600, "A link lives at most a year.")
    .default(1440),
  description: z.string().trim().max(200).optional(),
  /** Units of work that the machine begins with. */
  units: z.number().int().min(0).max(1000).optional(),
});
/** The same as a form sends it: numbers as the text that was chosen. */
export const linkFormInput = linkInput.extend({
  usesMax: wholeNumber({ min: 1, max: 10_000 }, "A link has 1 to 10,000 uses."),
  expiresInMinutes: wholeNumber({ min: 5, max: 525_600 }, "A link is valid for 5 minutes to a year."),
});

export const linkFilter = z.object({
  state: z.enum(linkStates).optional(),
  serviceId: z.string().max(100).optional(),
  kind: z.enum(["ordinary", "overflow"]).optional(),
  search: z.string().max(100).optional(),
  sort: z.enum(["newest", "oldest", "expiry"]).default("newest"),
  ...pageInput(),
});
export type LinkFilter = z.infer<typeof linkFilter>;

export const enrolInput = z.object({
  envelope: z.string().min(50).max(900),
  publicKey: publicKeyPem,
  facts: machineFacts,
  signature: z.string().min(16).max(400),
});
export type EnrolInput = z.infer<typeof enrolInput>;

export const reportInput = z.object({
  kind: z.enum(["progress", "outcome", "probe"]),
  step: z.string().min(1).max(60),
  state: z.enum(installationStates),
  detail: z.string().max(4000).optional(),
  percent: z.number().int().min(0).max(100).optional(),
});
export type ReportInput = z.infer<typeof reportInput>;
