import { z } from "zod";
import { cloudMachineStates } from "../../states";

/** What a sandbox cloud answers (docs/sandbox-cloud.md), as far as the driver reads it. */
export const inventoryAnswer = z.object({
  flavors: z.array(
    z.object({
      id: z.string(),
      vcpu: z.number(),
      memoryBytes: z.coerce.bigint(),
      storageBytes: z.coerce.bigint(),
      pricePerHour: z.string(),
      currency: z.string(),
      capacity: z.number(),
    }),
  ),
  images: z.array(z.object({ id: z.string() })),
});

export const instanceAnswer = z.object({
  id: z.string(),
  name: z.string(),
  account: z.string(),
  flavor: z.string(),
  state: z.enum(cloudMachineStates),
  tags: z.record(z.string(), z.string()),
});

export const instancesAnswer = z.object({ instances: z.array(instanceAnswer), next: z.string().nullish() });

export const usageAnswer = z.object({
  records: z.array(
    z.object({
      id: z.string(),
      instance: z.string().nullish(),
      account: z.string(),
      meter: z.string(),
      quantity: z.coerce.string(),
      start: z.string().nullish(),
      end: z.string(),
    }),
  ),
  next: z.string(),
  more: z.boolean().optional(),
});

export const aboutAnswer = z.object({ name: z.string(), region: z.string() });
export const receiptAnswer = z.object({ receipt: z.string() });
export const storageAnswer = z.object({ url: z.string(), user: z.string(), password: z.string() });
