import { serviceKind } from "../../services/shipped-services";
import type { UsageInput } from "../input";
import { forbidden, invalid, onPremises, type RecordRefusal } from "../rules";
import type { SourceKind } from "../states";
import type { CustomerFacts, KnownMachine } from "./customer-facts";

/** Grace after a window's end (docs/rules.md 3.8). */
const graceMs = 10 * 60_000;

/** Where a record's use was: which machine, which host cloud. */
export type Place = { machine: KnownMachine | null; machineKnown: boolean; cloudId: string; nowhere: boolean };

/**
 * The machine and the host cloud of a use, which its service decides (docs/rules.md 3.3). A machine's own statement of
 * its cloud is ignored: its driver confirms that.
 * @returns the place, or the refusal of a record that is not valid for this customer
 */
export function placeOf(record: UsageInput, sourceKind: SourceKind, facts: CustomerFacts): Place | RecordRefusal {
  const name = sourceKind === "agent" ? (record.subject ?? record.source) : record.subject;
  const machine = (name !== null && facts.machines.get(name)) || null;
  if (sourceKind === "agent" && machine && machine.id !== record.source)
    return forbidden(`The subject ${record.subject} is another machine. A machine reports its own use only.`);
  const named = sourceKind === "agent" || record.cloud === null ? null : cloudNamed(record.cloud, facts);
  if (named === undefined)
    return invalid(`There is no host cloud ${record.cloud}. Name one by its slug, or leave data.cloud out.`);
  const own = machine && serviceKind(machine.service).hostCloudOf(record.meter, machine);
  return {
    machine,
    machineKnown: machine !== null || name === null || record.subjectOptional === true,
    cloudId: named ?? own ?? onPremises,
    nowhere: machine === null && named === null,
  };
}

/** @returns undefined for an unknown cloud */
function cloudNamed(name: string, facts: CustomerFacts): string | undefined {
  return name === onPremises ? onPremises : facts.clouds.get(name);
}

/** Whether a window of one of the customer's limits that this instant belongs to has closed, with its grace. */
export function windowClosed(meter: string, at: Date, facts: CustomerFacts, now: Date): boolean {
  return facts.limits.some(
    (limit) => limit.meter === meter && limit.windowOf(at).end.getTime() + graceMs <= now.getTime(),
  );
}
