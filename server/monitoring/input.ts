import { z } from "zod";
import { bytesText } from "../collection/input";
import { applicationStates } from "../collection/states";

/** A count as the database's integer holds it. */
const storedCount = z
  .number()
  .int()
  .nonnegative()
  .max(2 ** 31 - 1);

const snapshot = z.object({
  id: z.string().regex(/^[0-9a-f]{8,64}$/),
  time: z.string().max(40),
  bytes: bytesText,
  original: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/)
    .optional(),
});

/** A heartbeat (docs/machine-api.md). The agent writes joinState as it was given it. */
export const heartbeatInput = z.object({
  joinState: z.union([z.string().max(200), z.number().transform(String)]),
  agentVersion: z.string().max(40).optional(),
  licenseSeq: storedCount.optional(),
  licenseJti: z.string().max(100).optional(),
  application: z.enum(applicationStates),
  applied: z.union([z.string().max(40), z.number().transform(String)]).optional(),
  message: z.string().max(4000).optional(),
  progress: z.string().max(4000).optional(),
  units: storedCount.optional(),
  snapshots: z.array(snapshot).max(1000).optional(),
  /** SHA-256 of the CA certificates by which the machine knows the portal; empty: those of its system. */
  ca: z.string().max(64).optional(),
});
export type HeartbeatInput = z.infer<typeof heartbeatInput>;
