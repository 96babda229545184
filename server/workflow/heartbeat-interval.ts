/** Seconds until the next heartbeat: short while something is in progress, else by mode. */
export function heartbeatInterval(input: {
  inProgress: boolean;
  overflowAtWork?: boolean;
  waitsForPeople: boolean;
  mode: string;
}): number {
  if (input.waitsForPeople) return input.mode === "demo" ? 5 : 30;
  if (input.overflowAtWork) return 2;
  if (input.inProgress) return 5;
  return input.mode === "demo" ? 10 : 300;
}
