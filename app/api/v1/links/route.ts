import type { z } from "zod";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { readJson } from "@/server/http/read-body";
import { parseInput } from "@/server/parse-input";
import { linksOf } from "@/server/reads/link-list";
import { createLink } from "@/server/setup/create-link";
import { slugs } from "../names";
import { timeText } from "../parts";
import { created, programOf, queryOf } from "../program";
import { linkBody, type linksAnswer, linksQuery } from "./contract";

export const dynamic = "force-dynamic";

/** Installation links, without their secrets. */
const get = handle(async (call) => {
  const program = await programOf(call, "links.read");
  const { customer, service, after, ...filter } = parseInput(linksQuery, queryOf(call.request));
  return program.see(customer, async (ctx, customerId) => {
    const named = await slugs(ctx);
    const serviceId = named.serviceId(service);
    const page = await linksOf(ctx, customerId, { ...filter, serviceId, cursor: after, sort: "newest" });
    return {
      links: page.rows.map((row) => ({
        id: row.id,
        customerId: row.customerId,
        customerName: row.customerName,
        service: named.service(row.serviceId),
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
      })),
      next: page.nextCursor,
    } satisfies z.infer<typeof linksAnswer>;
  });
});

/** Makes an installation link; what comes back is shown once. */
const post = handle(async (call) => {
  const program = await programOf(call, "links.change");
  const { customer, ...input } = parseInput(linkBody, await readJson(call.request));
  const link = await program.on(customer, (ctx, customerId) =>
    createLink(ctx, { ...input, customerId, kind: "ordinary" }),
  );
  return created({ ...link, expiresAt: link.expiresAt.toISOString() }, call);
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
