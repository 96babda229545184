import type { Actor, ApiScope, MemberRole, StaffRole } from "../context";
import { DomainError } from "../errors";

/** `keys`: scopes that permit it to any key; `providerKeys`: to a key of the provider alone. */
type Rule = { staff: StaffRole[]; members: MemberRole[]; keys: ApiScope[]; providerKeys?: ApiScope[] };

const everyStaff: StaffRole[] = ["owner", "operator", "finance", "support"];
const running: StaffRole[] = ["owner", "operator"];
const money: StaffRole[] = ["owner", "finance"];
const everyMember: MemberRole[] = ["owner", "billing", "technical"];
const buyers: MemberRole[] = ["owner", "billing"];
const engineers: MemberRole[] = ["owner", "technical"];
const people: ApiScope[] = ["access:read", "access:write"];
const limits: ApiScope[] = ["billing:read", "billing:write"];

/**
 * Who may do what: the one closed table (docs/rules.md 1.1). An action is `<noun>.<verb>`; those that end in `.read`
 * change nothing, and are all that staff may do while they look at the portal as a customer.
 */
const table = {
  "portal.read": { staff: everyStaff, members: everyMember, keys: [] },
  "console.read": { staff: everyStaff, members: [], keys: [] },
  // Companies and what they report.
  "customer.read": { staff: everyStaff, members: everyMember, keys: ["provisioning:read", "provisioning:write"] },
  "customers.read": { staff: everyStaff, members: [], keys: ["provisioning:read", "provisioning:write"] },
  "customer.add": { staff: running, members: [], keys: [], providerKeys: ["provisioning:write"] },
  "customer.change": { staff: running, members: [], keys: [], providerKeys: ["provisioning:write"] },
  "customer.view": { staff: everyStaff, members: [], keys: [] },
  "contact.set": { staff: ["owner", "operator", "finance"], members: everyMember, keys: ["provisioning:write"] },
  "identifier.confirm": { staff: ["owner", "operator", "finance"], members: buyers, keys: ["provisioning:write"] },
  "billing_information.set": { staff: ["owner", "operator", "finance"], members: buyers, keys: ["provisioning:write"] },
  "credit_limit.request": { staff: ["owner", "operator", "finance"], members: buyers, keys: ["provisioning:write"] },
  "credit_limit.decide": { staff: money, members: [], keys: [], providerKeys: ["billing:write"] },
  // People and keys.
  "team.read": { staff: everyStaff, members: everyMember, keys: people },
  "team.change": { staff: running, members: ["owner"], keys: ["access:write"] },
  "staff.read": { staff: everyStaff, members: [], keys: [] },
  "staff.change": { staff: ["owner"], members: [], keys: [] },
  "keys.read": { staff: everyStaff, members: engineers, keys: people },
  "keys.change": { staff: running, members: engineers, keys: ["access:write"] },
  "audit.read": { staff: everyStaff, members: ["owner"], keys: [] },
  "notices.read": { staff: everyStaff, members: [], keys: [] },
  "notices.retry": { staff: running, members: [], keys: [] },
  "notices.dismiss": { staff: running, members: [], keys: [] },
  "provider.read": { staff: everyStaff, members: [], keys: [] },
  "provider.change": { staff: ["owner"], members: [], keys: [] },
  // Provisioning.
  "catalogue.read": { staff: everyStaff, members: everyMember, keys: ["provisioning:read", "provisioning:write"] },
  "catalogue.change": { staff: running, members: [], keys: [] },
  "machines.read": { staff: everyStaff, members: everyMember, keys: ["provisioning:read", "provisioning:write"] },
  "machines.approve": { staff: running, members: engineers, keys: ["provisioning:write"] },
  "machines.change": { staff: running, members: engineers, keys: ["provisioning:write"] },
  "links.read": { staff: everyStaff, members: everyMember, keys: ["provisioning:read", "provisioning:write"] },
  "links.change": { staff: running, members: engineers, keys: ["provisioning:write"] },
  "licenses.read": { staff: everyStaff, members: everyMember, keys: ["provisioning:read", "provisioning:write"] },
  "licenses.release": { staff: running, members: engineers, keys: ["provisioning:write"] },
  "licenses.change": { staff: running, members: [], keys: [], providerKeys: ["provisioning:write"] },
  // Use and money.
  "usage.read": { staff: everyStaff, members: everyMember, keys: ["usage:read"] },
  "usage.write": { staff: running, members: [], keys: ["usage:write"] },
  "unassigned_usage.read": { staff: everyStaff, members: [], keys: [], providerKeys: ["usage:read", "usage:write"] },
  "usage_mapping.read": { staff: everyStaff, members: [], keys: [], providerKeys: ["usage:read"] },
  "usage.change": {
    staff: ["owner", "operator", "finance"],
    members: [],
    keys: [],
    providerKeys: ["usage:write"],
  },
  "billing.read": { staff: everyStaff, members: everyMember, keys: limits },
  // What would happen: nothing is stored, so whoever reads may look.
  "preview.read": { staff: everyStaff, members: [], keys: [], providerKeys: limits },
  "billing.change": { staff: money, members: [], keys: [], providerKeys: ["billing:write"] },
  // The books of all customers.
  "journal.read": { staff: everyStaff, members: [], keys: [], providerKeys: limits },
  // What the bank states is of no customer yet.
  "bank.read": { staff: everyStaff, members: [], keys: [], providerKeys: limits },
  "bank.change": { staff: money, members: [], keys: [], providerKeys: ["billing:write"] },
  "subscriptions.change": {
    staff: ["owner", "operator", "finance"],
    members: [],
    keys: [],
    providerKeys: ["billing:write"],
  },
  "overflows.read": { staff: everyStaff, members: everyMember, keys: limits },
  "overflows.answer": { staff: ["owner", "operator", "finance"], members: buyers, keys: ["billing:write"] },
  "overflows.change": { staff: running, members: [], keys: [], providerKeys: ["billing:write"] },
  // The installation.
  "clouds.read": { staff: everyStaff, members: [], keys: [] },
  "clouds.change": { staff: running, members: [], keys: [] },
  "operations.read": { staff: everyStaff, members: [], keys: [] },
  "operations.run": { staff: running, members: [], keys: [] },
} satisfies Record<string, Rule>;

export type Action = keyof typeof table;

/** Every action of the table, for tests and documents. */
export const actions = Object.keys(table) as Action[];

/** The scopes that permit this action; a program's key needs one of them. */
export const apiScopesOf = (action: Action): ApiScope[] => scopesOf(table[action]);
const scopesOf = ({ keys, providerKeys = [] }: Rule): ApiScope[] => [...keys, ...providerKeys];

/** Whether a key must be the provider's to do this, whatever its scopes. */
export const takesProviderKey = (action: Action): boolean =>
  table[action].keys.length === 0 && apiScopesOf(action).length > 0;

/** Whether the action only looks. */
export const isRead = (action: Action): boolean => action.endsWith(".read");

/**
 * What a company's people and programs may do whatever its state: they look, so that statements are read and data is
 * fetched. While it is suspended its programs go on telling use, which is billed all the same; once it is closed the
 * last use has been sent (docs/rules.md 1.2).
 */
function stateForbids(actor: Actor, action: Action): boolean {
  if ((actor.kind !== "customer" && actor.kind !== "key") || actor.customerState === undefined || isRead(action))
    return false;
  return !(actor.customerState === "suspended" && actor.kind === "key" && action === "usage.write");
}

/**
 * Whether the actor may do this, on that customer where one is named. A member, and a customer's key, may do nothing on
 * another customer. Machines and links are not judged here: their routes prove who they are and let them do one thing
 * each.
 */
export function may(actor: Actor, action: Action, customerId?: string): boolean {
  const rule: Rule = table[action];
  if (stateForbids(actor, action)) return false;
  switch (actor.kind) {
    case "job":
      return true;
    case "staff":
      return rule.staff.includes(actor.role);
    case "customer":
      return rule.members.includes(actor.role) && (customerId === undefined || customerId === actor.customerId);
    case "key":
      // A provider's key speaks for every customer; a customer's key only for its own, and never for the whole list.
      if (actor.customerId !== null && customerId !== actor.customerId) return false;
      return (actor.customerId === null ? scopesOf(rule) : rule.keys).some((scope) => actor.scopes.includes(scope));
    default:
      return false;
  }
}

/**
 * Refuses what the actor may not do.
 * @throws DomainError `not_found` for another company's data (its existence is not disclosed), else `forbidden`.
 */
export function authorize(actor: Actor, action: Action, customerId?: string): void {
  if (may(actor, action, customerId)) return;
  const own = actor.kind === "customer" || actor.kind === "key" ? actor.customerId : null;
  if (own !== null && customerId !== undefined && customerId !== own)
    throw new DomainError("not_found", "There is no such company, or it is not yours to see.");
  throw new DomainError("forbidden", refusal(actor, action), { action });
}

function refusal(actor: Actor, action: Action): string {
  const rule: Rule = table[action];
  if (stateForbids(actor, action) && "customerState" in actor)
    return `The company is ${actor.customerState} here: its data can be read, and nothing is changed or taken. Ask the provider.`;
  if (actor.kind === "key") {
    const scopes = scopesOf(rule);
    if (scopes.length === 0) return "This is not for programs: sign in to do it.";
    return scopes.some((scope) => actor.scopes.includes(scope))
      ? "This key belongs to one company. This takes a key of the provider."
      : `This key's scopes do not allow this. It needs ${scopes.join(" or ")}.`;
  }
  if (actor.kind === "customer")
    return rule.members.length > 0
      ? `Your role in this company (${actor.role}) does not allow this. Ask a colleague who is ${orList(rule.members)}.`
      : "This is for the provider's staff.";
  if (actor.kind === "staff") return `Your role (${actor.role}) does not allow this. Ask ${orList(rule.staff)}.`;
  return "This is not for machines.";
}

/** What a person must be permitted before they may give a key a scope whose acts not everybody with keys may do. */
const granting = (scope: ApiScope, customerId: string | null): Action | null => {
  if (scope === "access:write") return "team.change";
  if (scope === "billing:write") return customerId === null ? "credit_limit.decide" : "overflows.answer";
  return null;
};

/**
 * Refuses to give a key more than who makes it may do themselves: a key's scopes are bounded by those of the key that
 * makes it, and the scopes for people and money by the person's role.
 * @throws DomainError forbidden naming the scope
 */
export function authorizeScopes(actor: Actor, scopes: readonly ApiScope[], customerId: string | null): void {
  for (const scope of scopes) {
    const needs = granting(scope, customerId);
    const allowed =
      actor.kind === "key" ? actor.scopes.includes(scope) : !needs || may(actor, needs, customerId ?? undefined);
    if (!allowed)
      throw new DomainError("forbidden", `You may not give a key the scope ${scope}: it does more than you may.`, {
        field: "scopes",
      });
  }
}

const orList = (words: string[]) => words.join(" or ");
