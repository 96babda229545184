import type { Step, StepState } from "@/components/timeline/timeline";
import { formatBytes } from "@/components/ui/format";
import { formatDateTime, formatDuration, formatStepTime } from "@/components/ui/format-time";
import { machineIs } from "@/server/collection/states";
import type { MachineDetail } from "@/server/reads/machine-detail";
import { type InstallationStepName, installationStepNames } from "@/server/setup/states";
import { stepsOfThisTry } from "./steps-of-this-try";

/** What the live list reads of a machine. */
export type LiveMachine = Pick<
  MachineDetail,
  "machine" | "service" | "progress" | "license" | "installers" | "steps" | "documents"
>;

type Moment = {
  id: string;
  title: string;
  at: Date | null;
  detail?: string | undefined;
  running?: string;
  /** What it will do, shown while it is pending. */
  ahead?: string;
};

/**
 * The live check list of one machine: reported, customer information received, configured, licensed, installer
 * transmitted, installing, enrolled, entitlements acknowledged, first backup (where the service makes one), active. The
 * first that has not happened is running, or has failed where the machine reports so; the ones after it are pending.
 */
export function liveSteps(
  of: LiveMachine,
  { now, zone, serial }: { now: Date; zone: string; serial: string | null },
): Step[] {
  const moments = momentsOf(of, serial);
  const next = moments.findIndex((moment) => moment.at === null);
  let before: Date | null = null;
  return moments.map((moment, n) => {
    const { id, title, at, ahead } = moment;
    const state: StepState = at ? "done" : n === next ? stateOf(of) : "todo";
    const detail = state === "todo" ? ahead : moment.detail;
    const spent: number | null = at && before ? at.getTime() - before.getTime() : null;
    const current = n === next ? currentOf(of, moment, before, now) : {};
    if (at) before = at;
    return {
      id,
      state,
      title,
      ...(detail && { detail }),
      ...(at && {
        time: now.getTime() - at.getTime() > 86_400_000 ? formatDateTime(at, zone) : formatStepTime(at, zone),
      }),
      ...(spent !== null && spent >= 0 && { duration: formatDuration(spent) }),
      ...current,
    };
  });
}

/** The list before any machine has reported. */
export function awaitedSteps(backup: boolean): Step[] {
  return [
    { id: "waiting", state: "running", title: "Waiting for the machine", detail: "Run the command on it." },
    ...stepsAhead(backup),
  ];
}

/** The steps of a machine, before there is one. */
export function stepsAhead(backup: boolean): Step[] {
  const titles = ["Reported", "Customer information received", "Configured", "Licensed", "Installer transmitted"];
  const after = ["Installing", "Enrolled", "Entitlements acknowledged", ...(backup ? ["First backup"] : []), "Active"];
  return [...titles, ...after].map((title): Step => ({ id: title, state: "todo", title }));
}

function stateOf({ machine }: LiveMachine): StepState {
  return machineIs("stopped", machine.state) ? "failed" : "running";
}

/** The sentence of the present step, from the machine, and its progress. */
function currentOf(of: LiveMachine, moment: Moment, since: Date | null, now: Date): Partial<Step> {
  const { machine, progress } = of;
  const note = progress.find((step) => step.note !== null)?.note ?? machine.stateReason;
  const newest = stepsOfThisTry(of).at(-1);
  const percent = moment.id === "installing" && newest?.state === "running" ? newest.percent : null;
  return {
    ...((note ?? moment.detail) && { detail: note ?? moment.detail }),
    ...(moment.running && stateOf(of) === "running" && { title: moment.running }),
    ...(since && stateOf(of) === "running" && { duration: formatDuration(now.getTime() - since.getTime()) }),
    ...(percent !== null && {
      time: `${percent} %`,
      progress: { percent, label: newest?.detail ?? wordsOf(newest?.step) ?? "" },
    }),
  };
}

const stepWords: Partial<Record<InstallationStepName, string>> = {
  fetch: "Fetching its files",
  application: "Installing the application",
  enrol: "Enrolling",
  entitlements: "Acknowledging its entitlements",
  start: "Starting the application",
  "first-backup": "Making the first backup",
  "restore-check": "Restoring it into a folder as a test",
};

/** A step in words; undefined for one that this version does not know. */
function wordsOf(step: string | undefined): string | undefined {
  const known = installationStepNames.find((name) => name === step);
  return known && stepWords[known];
}

function momentsOf(of: LiveMachine, serial: string | null): Moment[] {
  const { machine, service, progress, license, installers, steps } = of;
  const at = (step: LiveMachine["progress"][number]["step"]) => progress.find((one) => one.step === step)?.at ?? null;
  const newest = stepsOfThisTry(of).at(-1);
  const backup = steps.findLast((step) => step.step === "first-backup");
  const facts = [machine.hostname, machine.osVersion, machine.arch].filter(Boolean).join(", ");
  const allocation = machine.grantedAllocationBytes ?? license?.allocationBytes;
  return [
    {
      id: "reported",
      title: "Reported",
      at: at("reported"),
      detail: [facts, serialWords(machine.serial, serial)].filter(Boolean).join(". "),
    },
    {
      id: "informed",
      title: "Customer information received",
      at: at("informed"),
      detail: at("informed") ? undefined : "Contact, account identifier or credit limit: one is enough.",
    },
    { id: "configured", title: "Configured", at: at("configured"), detail: `${service.name} for this machine` },
    {
      id: "licensed",
      title: "Licensed",
      at: at("licensed"),
      detail: [allocation ? formatBytes(allocation, 0) : "", license?.state ?? ""].filter(Boolean).join(", "),
    },
    {
      id: "transmitted",
      title: "Installer transmitted",
      at: at("transmitted"),
      detail: installers[0] ? `Made for this machine, SHA-256 ${installers[0].sha256.slice(0, 12)}…` : undefined,
    },
    {
      id: "installing",
      title: at("laid_down") ? "Installed" : "Installing",
      running: "Installing",
      at: at("laid_down"),
      detail: at("laid_down") ? "Application installed, not started" : (newest?.detail ?? wordsOf(newest?.step)),
    },
    {
      id: "enrolled",
      title: "Enrolled",
      at: at("enrolled"),
      detail: "Key bound, one use of the link spent",
      ahead: "binds its key and spends one use of the link",
    },
    {
      id: "acknowledged",
      title: "Entitlements acknowledged",
      at: at("acknowledged"),
      detail: "With the machine's signature",
      ahead: "the application starts only after this",
    },
    ...(service.traits.storesSnapshots
      ? [
          {
            id: "backup",
            title: "First backup",
            running: "First backup",
            at: backup?.state === "done" ? backup.at : null,
            detail: backup?.detail ?? undefined,
          },
        ]
      : []),
    { id: "active", title: "Active", at: machine.activeAt, detail: "The application runs under its license" },
  ];
}

function serialWords(reported: string | null, expected: string | null): string {
  if (!reported) return expected ? `It reports no serial; the link is for ${expected}` : "";
  if (!expected) return `Serial ${reported}`;
  return reported.toLowerCase() === expected.toLowerCase()
    ? `Serial ${reported} matches the link`
    : `Serial ${reported}; the link is for ${expected}`;
}
