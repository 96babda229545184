import type { SubscriptionRow } from "../billing/list-subscriptions";
import type { LimitAnswer, PreviewedWindow } from "./preview-change";

/** A limit as programs see it, by the API and by the command line. */
export function shownLimit({
  subscription,
  parameter,
  plan,
  service,
  meter,
  scopeCloud,
  shares,
}: Omit<SubscriptionRow, "versions">) {
  return {
    id: parameter.id,
    subscriptionId: parameter.subscriptionId,
    plan: plan.slug,
    service: service.slug,
    meter: meter.slug,
    unit: meter.unit,
    limit: parameter.limit,
    mode: subscription.mode,
    period: parameter.period,
    anchorDay: parameter.anchorDay,
    cloud: scopeCloud?.slug ?? null,
    billingFactor: parameter.billingFactor,
    covers: parameter.covers,
    referenceShares: shares.map(({ cloud, share }) => ({ cloud, share })),
    thresholdPercent: parameter.thresholdPercent,
    overRate: parameter.overRate,
    underCredit: parameter.underCredit,
    billingStep: parameter.billingStep,
    overflowPolicy: parameter.overflowPolicy,
    overflowMachinesMax: parameter.overflowMachinesMax,
    answerMinutes: parameter.answerMinutes,
    costCapMinor: parameter.costCapMinor?.toString() ?? null,
    validFrom: parameter.validFrom.toISOString(),
    validTo: parameter.validTo?.toISOString() ?? null,
  };
}

/** What came of a change, as programs see it. */
export const shownAnswer = ({ stored, preview }: LimitAnswer, row: SubscriptionRow) => ({
  stored,
  limit: shownLimit(row),
  windows: preview?.windows.map(shownWindow) ?? null,
  left: preview?.left ?? 0,
});

/** A window of a preview, as programs see it. */
export const shownWindow = ({ charge, takenBack, windowStart, windowEnd, ...window }: PreviewedWindow) => ({
  ...window,
  windowStart: windowStart.toISOString(),
  windowEnd: windowEnd.toISOString(),
  chargeMinor: charge?.minor.toString() ?? null,
  takenBackMinor: takenBack?.minor.toString() ?? null,
});
