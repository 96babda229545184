import { staffZone } from "@/components/frame/staff-zone";
import { formatBytes, formatNumber } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import type { NamedThings } from "./thing-link";

const kinds: Record<string, string> = {
  staff: "staff",
  customer: "member",
  machine: "machine",
  link: "link",
  key: "API key",
  job: "job",
};

/** Who acted, with what they are: people by name, machines and links by what they are called. */
export function actorWords(
  { actorId, actorLabel, actorKind }: { actorId: string; actorLabel: string; actorKind: string },
  things: NamedThings,
): string {
  const own = actorKind === "machine" || actorKind === "link" ? things[actorId]?.name : undefined;
  return `${own ?? actorLabel} (${kinds[actorKind] ?? actorKind})`;
}

/** An action of the log as words: `credit_limit.approved` is "Credit limit approved". */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[._]/g, " ").replace(/^api /, "API ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A kind of thing as words: `credit_limit_request` is "credit limit request". */
export const subjectWords = (kind: string): string => kind.replaceAll("_", " ").replace(/^api /, "API ");

/** A field's name as words: `firstMachine` is "first machine", `sha256` "SHA-256". */
export function fieldWords(name: string): string {
  const words = name
    .replace(/sha256/i, "SHA-256")
    .replaceAll("_", " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.replace(/\b(?:url|ip|uuid|api|os|sha-256)\b/g, (word) => word.toUpperCase()).replace(/\bvcpu\b/, "vCPU");
}

/** The same at the beginning of a line: "First machine". */
export function fieldLabel(name: string): string {
  const words = fieldWords(name);
  return words.startsWith("vCPU") ? words : words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value as people read it: the name of what it names by id, an instant in the staff's zone, bytes, a number. */
export function valueWords(name: string, value: string, things: NamedThings): string {
  const thing = things[value];
  if (thing) return thing.name;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return `${formatDateTime(value, staffZone)} ${staffZone}`;
  if (/^\d{1,18}$/.test(value)) return /bytes$/i.test(name) ? formatBytes(value) : formatNumber(value);
  return value;
}

/** What only the sheet of an entry shows: hashes, ids of what has no name, and amounts without their currency. */
const isTechnical = (name: string, value: string, things: NamedThings) =>
  name === "amountMinor" || (/^([0-9a-f]{64}|[a-z]{3,4}_[0-9a-z]{26})$/.test(value) && !things[value]);

/** The database orders them by name: what was before comes first. */
const inOrder = (detail: Record<string, string>) =>
  Object.entries(detail).toSorted(([a], [b]) => Number(isBefore(b)) - Number(isBefore(a)));
const isBefore = (name: string) => name === "before" || name === "from";

/** The details of an entry in a line. */
export function detailWords(detail: Record<string, string>, things: NamedThings): string {
  return inOrder(detail)
    .filter(([name, value]) => value !== "" && !isTechnical(name, value, things))
    .map(([name, value]) => `${fieldWords(name)} ${valueWords(name, value, things)}`)
    .join(", ");
}
