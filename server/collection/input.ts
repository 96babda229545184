import { z } from "zod";
import { pageInput } from "../page-input";
import { isStorable } from "../text-input";
import { machineStates } from "./states";

/** Bytes as a decimal string, or a JSON integer that still is exact. */
export const bytesText = z.union(
  [z.string().regex(/^\d{1,18}$/), z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).transform(String)],
  { error: "Give a number of bytes, in decimal." },
);
const word = (longest: number) =>
  z
    .union([z.string(), z.number().transform(String)])
    .transform((text) => clean(text).slice(0, longest))
    .optional();

/**
 * Without control characters (NUL cannot be stored, the rest would break a line of a log), without halves of characters
 * and without blanks at the ends. Facts are cleaned and not refused: they are the hardware's own.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is removed.
const clean = (text: string) => text.replace(/[\u0000-\u001f\u007f\p{Surrogate}]+/gu, " ").trim();

/**
 * What a machine reports about itself (docs/machine-api.md). All fields are optional here; report-machine.ts states
 * which are required.
 */
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

export const publicKeyPem = z
  .string({ error: "Give the machine's public key in PEM." })
  .min(100, "It is too short for a public key in PEM.")
  .max(1000, "It is too long for a P-256 public key in PEM.")
  // OpenSSL derives the public key from a private one: it must not even be sent.
  .refine(
    (text) => !text.includes("PRIVATE KEY"),
    "This is a private key, which never leaves the machine. Make a new key, and send its public part.",
  );

const notToken = "This is not the token of an installation link. Run the command of the link again, as it was given.";

export const collectInput = z.object({
  token: z.string({ error: "Give the token of the installation link." }).min(20, notToken).max(100, notToken),
  publicKey: publicKeyPem,
  facts: machineFacts,
});
export type CollectInput = z.infer<typeof collectInput>;

/** A machine's name, on one line; empty: as it reports itself. */
export const machineNameInput = z.object({
  name: z
    .string({ error: "Give the name as text." })
    .trim()
    .max(120, "A name has at most 120 characters.")
    .refine((text) => isStorable(text) && !/\p{Cc}/u.test(text), "A name has one line of text."),
});

/** A list's filters and sort; everything of it stands in the page's URL. */
export const machineFilter = z.object({
  states: z.array(z.enum(machineStates)).max(20).optional(),
  serviceId: z.string().max(100).optional(),
  cloudId: z.string().max(100).optional(),
  kind: z.enum(["ordinary", "overflow"]).optional(),
  /** The installation link it came by. */
  linkId: z.string().max(100).optional(),
  search: z.string().max(100).optional(),
  sort: z.enum(["newest", "oldest", "name", "state", "heartbeat"]).default("newest"),
  ...pageInput(),
});
export type MachineFilter = z.infer<typeof machineFilter>;
