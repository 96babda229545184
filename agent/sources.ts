/** The shell sources of the machine's program, by their path below `agent/`. */
const AGENT_SOURCE_PATHS = [
  "lib/base.sh",
  "lib/json.sh",
  "lib/jws.sh",
  "lib/http.sh",
  "lib/machine.sh",
  "lib/needs.sh",
  "options.sh",
  "facts.sh",
  "collector.sh",
  "installer.sh",
  "process.sh",
  "startup.sh",
  "license.sh",
  "usage.sh",
  "heartbeat.sh",
  "provision.sh",
  "agent.sh",
  "services/cloud-backup.sh",
  "services/cloud-backup-restic.sh",
  "services/compute-node.sh",
  "services/workload-sample.sh",
  "units/spillway-agent.service",
  "units/spillway-agent.timer",
] as const;

export type AgentSourcePath = (typeof AGENT_SOURCE_PATHS)[number];
export type AgentSources = Readonly<Record<AgentSourcePath, string>>;

/** Services whose application the machine's program knows how to run. */
export const AGENT_SERVICES = ["cloud-backup", "compute-node"] as const;
export type AgentService = (typeof AGENT_SERVICES)[number];

/**
 * Reads all sources through `read`, which gets a path below `agent/` and returns the text; so the builder itself
 * touches no file system.
 */
export function loadAgentSources(read: (path: AgentSourcePath) => string): AgentSources {
  const sources: Partial<Record<AgentSourcePath, string>> = {};
  for (const path of AGENT_SOURCE_PATHS) sources[path] = read(path);
  return sources as AgentSources;
}
