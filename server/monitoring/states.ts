// The outcome of a service's probe on a machine. Imports nothing.

export const probeStates = ["ok", "failed"] as const;
export type ProbeState = (typeof probeStates)[number];
