import { closedRefusal } from "@/server/configuration/rules";
import type { BulkAction } from "@/server/licensing/input";
import { mayBeIssued } from "@/server/licensing/rules";
import { licenseIs } from "@/server/licensing/states";
import type { LicenseRow } from "@/server/reads/license-rows";

/** Why an action is not available for a license as it is shown. The server judges again when it is called. */
export function actionRefusals({
  state,
  kind,
  verdict,
  machineState,
  customerName,
  customerState,
}: Pick<LicenseRow, "state" | "kind" | "verdict" | "machineState" | "customerName" | "customerState">): Partial<
  Record<BulkAction, string>
> {
  const ended = licenseIs("ended", state) ? `It has ended: ${state}.` : undefined;
  const notActive = ended ?? (state === "pending" ? "It is not active yet." : undefined);
  const issue = !mayBeIssued(verdict.code)
    ? verdict.sentence
    : machineState === "pending_approval"
      ? "The machine waits for approval: its document follows with a heartbeat after that."
      : undefined;
  const reasons: Record<BulkAction, string | undefined> = {
    issue,
    suspend: notActive ?? (state === "suspended" ? "It is suspended already." : undefined),
    resume:
      notActive ??
      (state === "active" ? "It is active already." : closedRefusal({ name: customerName, state: customerState })),
    release: kind === "overflow" ? "An overflow license takes no seat; it ends with its overflow." : ended,
    revoke: ended,
  };
  return Object.fromEntries(Object.entries(reasons).filter(([, reason]) => reason !== undefined));
}

/** Why a license can't be moved to another machine now; undefined where one of the targets can take it. */
export function transferRefusal(
  { state, kind, customerName, customerState, serviceName }: LicenseRow,
  movable: boolean,
): string | undefined {
  if (kind === "overflow") return "An overflow license belongs to its machine and ends with it.";
  if (state !== "active") return "Only an active license can be transferred.";
  const closed = closedRefusal({ name: customerName, state: customerState });
  if (closed) return closed;
  if (!movable)
    return `No other machine of ${customerName} waits for ${serviceName}. Have one report through a link first.`;
  return undefined;
}
