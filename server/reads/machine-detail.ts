import { featureNames, serviceById } from "../catalogue/queries";
import { storageCloudOf } from "../clouds/storage-repository";
import { allocationOf, neededBytes, reserveOf } from "../collection/allocation";
import { reportsOf, ruleOf } from "../collection/queries";
import { machineIs } from "../collection/states";
import { customerInformation, type ServiceConfiguration, serviceConfigurationOf } from "../configuration/queries";
import type { Context } from "../context";
import { documentsOf, firstDocumentTimes, type License, verdictOf } from "../licensing/queries";
import { observationOf, probesOf } from "../monitoring/queries";
import { withTraits } from "../services/shipped-services";
import { type Installer, installersOf, stepsOf } from "../setup/queries";
import { type MachineRow, machineRow } from "./machine-list";

/** A machine with everything that its page shows. */
export type MachineDetail = Awaited<ReturnType<typeof machineDetail>>;

export type ProgressStep = {
  step:
    | "reported"
    | "informed"
    | "configured"
    | "licensed"
    | "transmitted"
    | "laid_down"
    | "enrolled"
    | "acknowledged"
    | "started";
  label: string;
  at: Date | null;
  /** What it waits for or what went wrong, as a sentence. */
  note: string | null;
};

type Step = Awaited<ReturnType<typeof stepsOf>>[number];

/**
 * The chain every machine goes through (docs/rules.md 2.1), with the time of each step; null is still to
 * come.
 */
function installationProgress(of: {
  machine: MachineRow;
  informed: boolean;
  configuration: ServiceConfiguration | null;
  license: License | null;
  installers: Installer[];
  steps: Step[];
  /** Of the license's first document. */
  document: { issuedAt: Date | null; acknowledgedAt: Date | null };
}): ProgressStep[] {
  const { machine, configuration, license, installers, steps, document } = of;
  const laidDown = steps.find((step) => step.step === "application" && step.state === "done");
  const configuredAt = configuration?.configuredAt ?? null;
  const stopped = machineIs("awaitsPerson", machine.state);
  const chain: Omit<ProgressStep, "note">[] = [
    { step: "reported", label: "Machine reported", at: machine.createdAt },
    {
      step: "informed",
      label: "Customer information received",
      at: of.informed ? (configuredAt ?? machine.createdAt) : null,
    },
    { step: "configured", label: "Service configured", at: configuredAt },
    { step: "licensed", label: "Cloud account opened, license granted", at: license?.createdAt ?? null },
    { step: "transmitted", label: "Installer transmitted", at: installers[0]?.transmittedAt ?? null },
    { step: "laid_down", label: "Application installed, not started", at: laidDown?.at ?? null },
    { step: "enrolled", label: "Enrolled, license document issued", at: document.issuedAt },
    { step: "acknowledged", label: "Entitlements acknowledged", at: document.acknowledgedAt },
    { step: "started", label: "Application started under its license", at: machine.activeAt },
  ];
  const next = chain.findIndex((step) => step.at === null);
  return chain.map((step, n) => ({
    ...step,
    note:
      n !== next
        ? null
        : step.step === "informed"
          ? "Contact, identifier or credit limit is missing."
          : stopped
            ? machine.stateReason
            : null,
  }));
}

/** Everything a machine's page shows. @throws not_found */
export async function machineDetail(ctx: Context, customerId: string, machineId: string) {
  const machine = await machineRow(ctx, customerId, machineId);
  const service = await serviceById(ctx, machine.serviceId);
  const configuration = await serviceConfigurationOf(ctx, machineId);
  const information = await customerInformation(ctx, customerId);
  const verdict = await verdictOf(ctx, customerId, machineId);
  const { license } = verdict;
  const documents = license ? await documentsOf(ctx, customerId, license.id) : [];
  const noDocument = { issuedAt: null, acknowledgedAt: null };
  const installers = await installersOf(ctx, customerId, machineId);
  const steps = await stepsOf(ctx, customerId, machineId);
  const { publicKeyPem: _, joinState: __, joinStateBefore: ___, ...shown } = machine;
  return {
    machine: shown,
    service: withTraits({ id: service.id, slug: service.slug, name: service.name, meters: service.meters }),
    progress: installationProgress({
      machine,
      informed: information.any,
      configuration,
      license,
      installers,
      steps,
      document: license ? await firstDocumentTimes(ctx, customerId, license.id) : noDocument,
    }),
    allocation: workingOut(machine, service),
    configuration: configuration && {
      state: configuration.state,
      triggeredBy: configuration.triggeredBy,
      units: configuration.units,
      settings: configuration.settings,
      version: configuration.version,
      appliedVersion: configuration.appliedVersion,
      paused: configuration.paused,
    },
    license,
    features: await featureNames(ctx, service.id, license?.features ?? []),
    verdict: { code: verdict.code, sentence: verdict.sentence, valid: verdict.valid },
    documents: documents.map(({ document: ____, acknowledgement: _____, ...document }) => document),
    installers,
    steps,
    storage: await storageCloudOf(ctx, customerId, machineId),
    observation: await observationOf(ctx, customerId, machineId),
    probes: await probesOf(ctx, customerId, machineId, 50),
    reports: await reportsOf(ctx, customerId, machineId, 10),
  };
}

/** The allocation step by step, that explains the figure; null where the machine reported no space. */
function workingOut(machine: MachineRow, service: Parameters<typeof ruleOf>[0]) {
  const { availableBytes, totalBytes } = machine;
  if (availableBytes === null || totalBytes === null) return null;
  const rule = ruleOf(service);
  return {
    availableBytes,
    totalBytes,
    reserveBytes: reserveOf(rule, totalBytes),
    fractionPermille: rule.fractionPermille,
    stepBytes: rule.stepBytes,
    minimumBytes: rule.minimumBytes,
    neededBytes: neededBytes(rule, totalBytes),
    reportedBytes: machine.reportedAllocationBytes,
    recomputedBytes: allocationOf(rule, { availableBytes, totalBytes }),
    grantedBytes: machine.grantedAllocationBytes,
    ruleVersion: machine.allocationRuleVersion,
  };
}
