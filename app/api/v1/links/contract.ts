import { z } from "zod";
import type { LinkRow } from "@/server/reads/link-list";
import { linkInput } from "@/server/setup/input";
import { linkStates } from "@/server/setup/states";
import type { Slugs } from "../names";
import { operation } from "../operation";
import {
  after,
  customerName,
  limit,
  listAnswer,
  named,
  oneOf,
  onePage,
  pageAnswer,
  search,
  time,
  timeText,
} from "../parts";

const operatingSystems = ["linux", "darwin"] as const;
const approvals = ["auto", "each"] as const;

const linksQuery = z.strictObject({
  customer: customerName,
  service: z.string().max(100).optional().describe("A service's slug"),
  state: oneOf(linkStates).optional(),
  search,
  after,
  limit,
});

const linkBody = named(
  "NewLink",
  linkInput
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
    .strict(),
);

export const linkMade = named(
  "LinkMade",
  z.object({
    id: z.string(),
    url: z.url(),
    command: z.string().describe("The one line that installs. A secret until it is spent."),
    expiresAt: time,
  }),
);

const link = named(
  "Link",
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
export const linksAnswer = named("LinkPage", pageAnswer("links", link));

/** A link as programs see it: without its secrets. */
export function shownLink(row: LinkRow, slugs: Slugs): z.infer<typeof link> {
  return {
    id: row.id,
    customerId: row.customerId,
    customerName: row.customerName,
    service: slugs.service(row.serviceId),
    os: row.os,
    serial: row.serial,
    approve: row.approve,
    kind: row.kind,
    state: row.state,
    usesMax: row.usesMax,
    uses: row.uses,
    downloads: row.downloads,
    description: row.description,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: timeText(row.revokedAt),
    lastDownloadAt: timeText(row.lastDownloadAt),
  };
}

export const listLinks = operation({
  method: "get",
  path: "/links",
  tag: "Links",
  summary: "Installation links, newest first, without their secrets",
  action: "links.read",
  like: ["links.list", "links.listAll"],
  query: linksQuery,
  answer: linksAnswer,
  says: onePage,
});
export const makeLink = operation({
  method: "post",
  path: "/links",
  tag: "Links",
  summary: "Make an installation link",
  action: "links.change",
  like: ["links.create"],
  body: linkBody,
  answer: linkMade,
  says: "The link, with the one line that installs.",
  made: true,
});
export const getLink = operation({
  method: "get",
  path: "/links/{id}",
  tag: "Links",
  summary: "One installation link, without its secrets",
  action: "links.read",
  like: ["links.list", "links.listAll"],
  answer: link,
  says: "The link.",
});
export const revokeLink = operation({
  method: "delete",
  path: "/links/{id}",
  tag: "Links",
  summary: "Revoke an installation link",
  action: "links.change",
  like: ["links.revoke"],
  answer: null,
  says: "It hands nothing out any more.",
});
export const getAddress = operation({
  method: "get",
  path: "/links/{id}/address",
  tag: "Links",
  summary: "The address of a link again",
  action: "links.change",
  like: ["links.address"],
  answer: named("LinkAddress", linkMade.extend({ state: z.enum(linkStates) })),
  says: "Address and command: secrets until the link is spent.",
});
export const listUses = operation({
  method: "get",
  path: "/links/{id}/uses",
  tag: "Links",
  summary: "Machines that spent a link, newest use first, at most 200",
  action: "links.read",
  like: ["links.uses"],
  answer: named(
    "LinkUses",
    listAnswer(
      "uses",
      z.object({ machineId: z.string(), hostname: z.string().nullable(), state: z.string(), usedAt: time }),
    ),
  ),
  says: "The uses.",
});
