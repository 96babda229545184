import { z } from "zod";
import { applicationStates } from "../collection/states";

const snapshot = z.object({
  id: z.string().regex(/^[0-9a-f]{8,64}$/),
  time: z.string().max(40),
  bytes: z.union([z.string().regex(/^\d{1,19}$/), z.number().int().nonnegative().transform(String)]),
  original: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/)
    .optional(),
});

/** A heartbeat (docs/machine-api.md). The agent writes joinState as it was given it. */
export const heartbeatInput = z.object({
  joinState: z.union([z.string().max(200), z.number().transform(String)]),
  agentVersion: z.string().max(40).optional(),
  licenseSeq: z.number().int().nonnegative().optional(),
  licenseJti: z.string().max(100).optional(),
  application: z.enum(applicationStates),
  applied: z.union([z.string().max(40), z.number().transform(String)]).optional(),
  message: z.string().max(4000).optional(),
  progress: z.string().max(4000).optional(),
  units: z.number().int().nonnegative().optional(),
  snapshots: z.array(snapshot).max(1000).optional(),
});
export type HeartbeatInput = z.infer<typeof heartbeatInput>;
