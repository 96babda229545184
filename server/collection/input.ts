import { z } from "zod";
import { machineStates } from "@/db/schema/collection";

/** Bytes as a decimal string, or a JSON integer that still is exact. */
const bytesText = z.union([
  z.string().regex(/^\d{1,19}$/, "is a number of bytes in decimal"),
  z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).transform(String),
]);
const word = (longest: number) =>
  z
    .union([z.string(), z.number().transform(String)])
    .transform((text) => clean(text).slice(0, longest))
    .optional();

/** Without control characters (NUL cannot be stored, the rest would break a line of a log) and without blanks at the ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is removed.
const clean = (text: string) => text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();

/** What a machine tells about itself (docs/machine-api.md). All is optional here; report-machine.ts says what must be there. */
export const machineFacts = z.object({
  serial: word(64),
  serialSource: word(32),
  availableBytes: bytesText.optional(),
  totalBytes: bytesText.optional(),
  allocationBytes: bytesText.optional(),
  path: word(200),
  hardwareUuid: word(64),
  installId: word(128),
  hostname: word(120),
  os: word(20),
  osVersion: word(120),
  arch: word(20),
  vcpu: word(10),
  memoryBytes: bytesText.optional(),
  cloud: word(64),
  instanceId: word(128),
});
export type MachineFacts = z.infer<typeof machineFacts>;

export const publicKeyPem = z.string().min(100).max(1000);

export const collectInput = z.object({
  token: z.string().min(20).max(100),
  publicKey: publicKeyPem,
  facts: machineFacts,
});
export type CollectInput = z.infer<typeof collectInput>;

/** A list's filters and sort; everything of it stands in the page's URL. */
export const machineFilter = z.object({
  states: z.array(z.enum(machineStates)).max(20).optional(),
  serviceId: z.string().max(100).optional(),
  cloudId: z.string().max(100).optional(),
  kind: z.enum(["ordinary", "overflow"]).optional(),
  search: z.string().max(100).optional(),
  sort: z.enum(["newest", "oldest", "name", "state", "heartbeat"]).default("newest"),
  cursor: z.string().max(500).nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type MachineFilter = z.infer<typeof machineFilter>;
