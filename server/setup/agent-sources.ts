import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AgentSources, loadAgentSources } from "@/agent/sources";
import { env } from "../env";

let held: AgentSources | undefined;

/** The machine's program as this installation ships it, read once a process. */
export function agentSources(): AgentSources {
  held ??= loadAgentSources((path) => readFileSync(join(env().SPILLWAY_HOME, "agent", path), "utf8"));
  return held;
}
