import { createHash } from "node:crypto";
import { shQuote } from "./sh-quote";
import { AGENT_SERVICES, type AgentService, type AgentSourcePath, type AgentSources } from "./sources";

/** One line a key: `kid base64(PEM)`. */
export interface KeyLine {
  kid: string;
  pem: string;
}

/** What `server/setup` writes into the head of a collector; bytes and permille in decimal. */
export interface CollectorHead {
  ORIGIN: string;
  TOKEN: string;
  INSTALLER_KEYS: string;
  SERVICE: string;
  LINK_URL: string;
  ALLOCATION_FRACTION_PERMILLE: string;
  ALLOCATION_RESERVE_BYTES: string;
  ALLOCATION_RESERVE_PERMILLE: string;
  ALLOCATION_STEP_BYTES: string;
  /** PEM of a private CA, or empty. */
  CA_CERTIFICATE: string;
}

/** What `server/setup` writes into the head of a customised installer. */
export interface InstallerHead {
  ORIGIN: string;
  ENVELOPE: string;
  INSTALLER_KEYS: string;
  LICENSE_KEYS: string;
  MANIFEST: string;
  SERVICE: string;
  /** PEM of a private CA, or empty. */
  CA_CERTIFICATE: string;
}

const LIBRARY: AgentSourcePath[] = [
  "lib/base.sh",
  "lib/json.sh",
  "lib/jws.sh",
  "lib/http.sh",
  "lib/machine.sh",
  "lib/needs.sh",
];
const AGENT_BODY: AgentSourcePath[] = [
  "facts.sh",
  "process.sh",
  "startup.sh",
  "license.sh",
  "usage.sh",
  "heartbeat.sh",
  "provision.sh",
];
const SERVICE_BODY: Record<AgentService, AgentSourcePath[]> = {
  "cloud-backup": ["services/cloud-backup-restic.sh", "services/cloud-backup.sh"],
  "compute-node": ["services/compute-node.sh"],
};

/** Keys as the head variables `INSTALLER_KEYS` and `LICENSE_KEYS` want them. */
export function keyLines(keys: readonly KeyLine[]): string {
  return keys
    .map(({ kid, pem }) => {
      if (!/^[A-Za-z0-9._-]+$/.test(kid)) throw new RangeError(`A key id may not hold this: ${kid}`);
      return `${kid} ${Buffer.from(pem).toString("base64")}`;
    })
    .join("\n");
}

/** The collector bound to one installation link: a complete, self-contained POSIX script. */
export function buildCollector(sources: AgentSources, head: CollectorHead): string {
  checkAllocationRule(head);
  return wrap("Spillway collector", [
    assign({ ...head }),
    join(sources, [...LIBRARY, "options.sh", "facts.sh", "collector.sh"]),
  ]);
}

/**
 * The installer customised for one machine: a complete, self-contained POSIX script with the agent inside.
 *
 * @throws RangeError when the machine's program does not know the service.
 */
export function buildInstaller(sources: AgentSources, head: InstallerHead): string {
  const agent = buildAgent(sources, head.SERVICE);
  return wrap("Spillway installer", [
    assign({ ...head, AGENT_VERSION: agentVersion(sources, head.SERVICE) }),
    embed("agent", agent),
    embed("service", sources["units/spillway-agent.service"]),
    embed("timer", sources["units/spillway-agent.timer"]),
    join(sources, [...LIBRARY, "options.sh", "installer.sh"]),
  ]);
}

/**
 * The program that stays on the machine; the same for every machine of a service, so that its version means something.
 */
export function buildAgent(sources: AgentSources, service: string): string {
  return wrap("Spillway agent", [
    assign({ AGENT_VERSION: agentVersion(sources, service) }),
    agentBody(sources, service),
  ]);
}

/** `1.` and the first digits of the SHA-256 of what the agent is made of. */
export function agentVersion(sources: AgentSources, service: string): string {
  return `1.${createHash("sha256").update(agentBody(sources, service)).digest("hex").slice(0, 12)}`;
}

function agentBody(sources: AgentSources, service: string): string {
  if (!isAgentService(service)) throw new RangeError(`The machine's program does not know the service ${service}.`);
  const parts = [join(sources, [...LIBRARY, ...AGENT_BODY, ...SERVICE_BODY[service]])];
  if (service === "compute-node") parts.push(embed("workload_sample", sources["services/workload-sample.sh"]));
  return [...parts, join(sources, ["agent.sh"])].join("\n");
}

function isAgentService(service: string): service is AgentService {
  return (AGENT_SERVICES as readonly string[]).includes(service);
}

function join(sources: AgentSources, paths: readonly AgentSourcePath[]): string {
  return paths.map((path) => sources[path].trimEnd()).join("\n\n");
}

function assign(head: Record<string, string>): string {
  return Object.entries(head)
    .map(([name, value]) => `${name}=${shQuote(value)}`)
    .join("\n");
}

/** A function `file_NAME` that prints the text; a here-document, so that the script can be read and judged. */
function embed(name: string, text: string): string {
  const end = `END_OF_FILE_${name.toUpperCase()}`;
  if (text.split("\n").includes(end)) throw new RangeError(`The embedded file holds its own end mark ${end}.`);
  return `file_${name}() {\n  cat <<'${end}'\n${text.trimEnd()}\n${end}\n}`;
}

/**
 * Everything stands in one function, and its call in a brace group: cut at any byte, the script is either no complete
 * command or only a definition, and does nothing.
 */
function wrap(title: string, parts: readonly string[]): string {
  const body = ["set -eu", "LC_ALL=C", "export LC_ALL", ...parts].join("\n\n");
  return `#!/bin/sh\n# ${title}. Generated; the sources are in agent/ of Spillway.\nmain() {\n${body}\n}\n{ main "$@"; }\n`;
}

function checkAllocationRule(head: CollectorHead): void {
  for (const name of [
    "ALLOCATION_FRACTION_PERMILLE",
    "ALLOCATION_RESERVE_BYTES",
    "ALLOCATION_RESERVE_PERMILLE",
    "ALLOCATION_STEP_BYTES",
  ] as const) {
    if (!/^(0|[1-9][0-9]{0,17})$/.test(head[name])) throw new RangeError(`${name} must be a whole number.`);
  }
  if (head.ALLOCATION_STEP_BYTES === "0") throw new RangeError("ALLOCATION_STEP_BYTES must be above 0.");
}
