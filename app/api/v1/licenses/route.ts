import type { z } from "zod";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { parseInput } from "@/server/parse-input";
import { licensesOf } from "@/server/reads/license-list";
import { slugs } from "../names";
import { decimalText, timeText } from "../parts";
import { programOf, queryOf } from "../program";
import { type licensesAnswer, licensesQuery } from "./contract";

export const dynamic = "force-dynamic";

/** Licenses, newest first; never a license document. */
const get = handle(async (call) => {
  const program = await programOf(call, "licenses.read");
  const { customer, state, service, after, ...filter } = parseInput(licensesQuery, queryOf(call.request));
  return program.see(customer, async (ctx, customerId) => {
    const named = await slugs(ctx);
    const page = await licensesOf(ctx, customerId, {
      ...filter,
      states: state && [state],
      serviceId: named.serviceId(service),
      cursor: after,
      sort: "newest",
    });
    return {
      licenses: page.rows.map((row) => ({
        id: row.id,
        customerId: row.customerId,
        customerName: row.customerName,
        machineId: row.machineId,
        hostname: row.hostname,
        service: named.service(row.serviceId),
        kind: row.kind,
        state: row.state,
        stateReason: row.stateReason,
        derivedFrom: row.derivedFrom,
        billingEventId: row.billingEventId,
        seatNo: row.seatNo,
        allocationBytes: decimalText(row.allocationBytes),
        serial: row.serial,
        features: row.features,
        accessRights: row.accessRights,
        serviceLevel: row.serviceLevel,
        entitlements: row.entitlements,
        validFrom: row.validFrom.toISOString(),
        validTo: row.validTo.toISOString(),
        createdAt: row.createdAt.toISOString(),
        endedAt: timeText(row.endedAt),
      })),
      next: page.nextCursor,
    } satisfies z.infer<typeof licensesAnswer>;
  });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
