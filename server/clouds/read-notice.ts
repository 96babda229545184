import { z } from "zod";
import type { CloudNotice } from "./driver";

const fields: z.ZodType<CloudNotice> = z.strictObject({
  id: z.string(),
  billingEvent: z.string(),
  account: z.string(),
  resource: z.string(),
  inExcess: z.boolean(),
  secondMachine: z.string().optional(),
});

/** A notice as the outbox stores it. @throws ZodError for a field that a notice does not have: it must not leave. */
export const readCloudNotice = (body: unknown): CloudNotice => fields.parse(body);
