import { methods } from "@/server/http/methods";
import { parseInput } from "@/server/parse-input";
import { usageRecordNamed } from "@/server/usage/questions/list-usage-records";
import { slugs } from "../../names";
import { recordParams } from "../../parts";
import { serve } from "../../serve";
import { getUsageRecord, shownRecord } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getUsageRecord, (program, { params, query: { customer, endedAt } }) => {
  const { record: digest } = parseInput(recordParams, params);
  return program.on(customer, async (ctx, customerId) =>
    shownRecord(await usageRecordNamed(ctx, { customerId, digest, endedAt }), await slugs(ctx)),
  );
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
