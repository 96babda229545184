import { staffRoles } from "@/db/schema";
import { addCustomer } from "@/server/configuration/add-customer";
import { changeOrTryTimeZone } from "@/server/configuration/change-customer";
import { addCustomerInput, changeTimeZoneInput, emailInput, personNameInput } from "@/server/configuration/input";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { type ApiScope, inProvider, jobRequest, type StaffRole } from "@/server/context";
import { DomainError } from "@/server/errors";
import { addStaff } from "@/server/identity/add-staff";
import { createApiKey } from "@/server/identity/create-api-key";
import { createSignInLink } from "@/server/identity/create-sign-in-link";
import { createFirstOwnerLink } from "@/server/identity/first-owner";
import { inviteMember } from "@/server/identity/invite-member";
import { userByEmail } from "@/server/identity/queries";
import { apiScopes } from "@/server/identity/scopes";
import { readInstant } from "@/server/instant";
import { parseInput } from "@/server/parse-input";
import { type Command, flags, strings, table, UsageError } from "./command";

const request = () => jobRequest("command line");

export const people: Command[] = [
  {
    name: "staff add",
    like: ["identity.addStaff"],
    usage: `--email ADDRESS --role ${staffRoles.join("|")} [--name NAME]`,
    options: strings("email", "role", "name"),
    required: ["email", "role"],
    run: async ({ email = "", role = "", name }) => {
      if (!staffRoles.includes(role as StaffRole))
        throw new UsageError(`--role must be one of ${staffRoles.join(", ")}.`);
      const address = parseInput(emailInput, email);
      const called = name === undefined ? undefined : parseInput(personNameInput, name);
      const { userId } = await inProvider(request(), (ctx) =>
        addStaff(ctx, { email: address, role: role as StaffRole, name: called }),
      );
      return {
        json: { id: userId, email: address, role },
        text: `${address} is ${role} now. A sign-in link: spillway staff sign-in-link --email ${address}`,
      };
    },
  },
  {
    name: "staff sign-in-link",
    usage: "--email ADDRESS",
    options: strings("email"),
    required: ["email"],
    run: async ({ email = "" }) => {
      const { url, minutes } = await inProvider(request(), async (ctx) => {
        if (!(await userByEmail(ctx, email.toLowerCase())))
          throw new DomainError(
            "not_found",
            `Nobody is known as ${email}. Add them first: spillway staff add --email ${email} --role operator`,
          );
        return createSignInLink(ctx, { email });
      });
      return { json: { url, minutes }, text: `${url}\nIt works once, for ${minutes} minutes.` };
    },
  },
  {
    name: "first-owner-link",
    usage: "",
    options: {},
    run: async () => {
      const url = await inProvider(request(), createFirstOwnerLink);
      return {
        json: { url },
        text: url ? `Nobody owns this installation yet. Open this link once to become its owner:\n  ${url}` : "",
      };
    },
  },
  {
    name: "customer add",
    like: ["customers.invite"],
    usage: "--name NAME [--identifier IDENTIFIER] [--email ADDRESS]",
    options: strings("name", "identifier", "email"),
    required: ["name"],
    run: async ({ name = "", identifier, email }) => {
      const about = parseInput(addCustomerInput, { name, identifier });
      const owner = email === undefined ? undefined : parseInput(emailInput, email);
      const customer = await inProvider(request(), async (ctx) => {
        const added = await addCustomer(ctx, about);
        if (owner) await inviteMember(ctx, { customerId: added.id, email: owner, role: "owner" });
        return added;
      });
      return { json: customer, text: `${about.name} is ${customer.identifier} (${customer.id}).` };
    },
  },
  {
    name: "customer time-zone",
    like: ["customers.changeTimeZone"],
    usage: "--customer ID|IDENTIFIER --zone ZONE [--preview]",
    options: { ...strings("customer", "zone"), ...flags("preview") },
    required: ["customer", "zone"],
    run: async ({ customer = "", zone, preview }) => {
      const about = parseInput(changeTimeZoneInput, { timeZone: zone, preview: preview !== undefined });
      const { stored, periods } = await inProvider(request(), async (ctx) =>
        changeOrTryTimeZone(ctx, { ...about, customerId: (await customerByIdOrIdentifier(ctx, customer)).id }),
      );
      const rows = periods.map(({ period, running, next }) => [
        ...[period, running.end.toISOString(), next.end.toISOString()],
      ]);
      const said = stored
        ? `The billing time zone is ${about.timeZone}.`
        : "Nothing is stored: this is what it would do.";
      return {
        json: { stored, timeZone: about.timeZone, periods },
        text: `${said}\n${table(["period", "running one ends", "next one ends"], rows)}`,
      };
    },
  },
  {
    name: "key create",
    like: ["keys.create", "keys.createProvider"],
    usage: `--scope SCOPE[,SCOPE] [--customer ID|IDENTIFIER] [--label TEXT] [--expires TIME]   scopes: ${apiScopes.join(", ")}`,
    options: strings("scope", "customer", "label", "expires"),
    required: ["scope"],
    run: async ({ scope = "", customer, label, expires }) => {
      const scopes = scope.split(/[,\s]+/).filter(Boolean) as ApiScope[];
      const unknown = scopes.find((entry) => !apiScopes.includes(entry));
      if (unknown) throw new UsageError(`There is no scope ${unknown}. Scopes: ${apiScopes.join(", ")}.`);
      const expiresAt = expires === undefined ? undefined : readInstant(expires);
      if (expiresAt === null)
        throw new UsageError("--expires must be a time with its zone, like 2026-12-31T00:00:00Z.");
      const made = await inProvider(request(), async (ctx) => {
        const owner = customer ? (await customerByIdOrIdentifier(ctx, customer)).id : null;
        return createApiKey(ctx, { customerId: owner, scopes, label: label ?? "command line", expiresAt });
      });
      return { json: made, text: `${made.key}\nKeep it now: it is not shown again. Its id is ${made.id}.` };
    },
  },
];
