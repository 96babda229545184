/** States of a machine at a host cloud. Each driver maps its cloud's own words to these. */
export const cloudMachineStates = ["building", "running", "stopped", "error", "deleted"] as const;
export type CloudMachineState = (typeof cloudMachineStates)[number];

/** Whether the machine still takes room at its cloud, and costs: in every state but `deleted`. */
export const isAtCloud = (machine: { state: CloudMachineState }): boolean => machine.state !== "deleted";

/** Why an instance at a cloud is listed as discovered: its event is unknown here, or answered by another instance. */
export const discoveryReasons = ["unknown_event", "other_instance"] as const;
export type DiscoveryReason = (typeof discoveryReasons)[number];
