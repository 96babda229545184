import { z } from "zod";
import { linkInput } from "@/server/setup/input";
import { linkStates } from "@/server/setup/states";
import { after, customerName, limit, oneOf, pageAnswer, search, time } from "../parts";

const operatingSystems = ["linux", "darwin"] as const;
const approvals = ["auto", "each"] as const;

export const linksQuery = z.strictObject({
  customer: customerName,
  service: z.string().max(100).optional().describe("A service's slug"),
  state: oneOf(linkStates).optional(),
  search,
  after,
  limit,
});

export const linkBody = linkInput
  .extend({
    customer: customerName,
    service: z
      .string({ error: "Name a service by its slug." })
      .min(1, "Name a service by its slug.")
      .max(60, "Name a service by its slug."),
    os: oneOf(operatingSystems).default("linux"),
    approve: oneOf(approvals)
      .optional()
      .describe("Whether each machine is approved by hand; `each` is the default for more than one use."),
    units: z
      .int("Give a whole number.")
      .min(1, "A machine runs at least one unit.")
      .max(10_000, "At most 10000 units.")
      .optional()
      .describe("Compute node: the units of work that a machine of this link begins with."),
  })
  .strict();

export const linkMade = z.object({
  id: z.string(),
  url: z.url(),
  command: z.string().describe("The one line that installs. A secret until it is spent."),
  expiresAt: time,
});

export const linksAnswer = pageAnswer(
  "links",
  z.object({
    id: z.string(),
    customerId: z.string(),
    customerName: z.string(),
    service: z.string(),
    os: z.enum(operatingSystems),
    serial: z.string().nullable(),
    approve: z.enum(approvals),
    kind: z.enum(["ordinary", "overflow"]),
    state: z.enum(linkStates),
    usesMax: z.int(),
    uses: z.int(),
    downloads: z.int(),
    description: z.string().nullable(),
    createdAt: time,
    createdBy: z.string(),
    expiresAt: time,
    revokedAt: time.nullable(),
    lastDownloadAt: time.nullable(),
  }),
);
