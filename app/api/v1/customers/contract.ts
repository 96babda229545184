import { z } from "zod";
import { periodsOfZone, type ZonePeriod } from "@/server/configuration/billing-zone";
import {
  addCustomerInput,
  changeTimeZoneInput,
  confirmIdentifierInput,
  customerChangeInput,
  emailInput,
  renameCustomerInput,
  requestCreditLimitInput,
  setBillingInformationInput,
  setContactInput,
} from "@/server/configuration/input";
import type { CompanyProfile } from "@/server/configuration/queries";
import { customerStates } from "@/server/configuration/states";
import type { BillingWindow } from "@/server/periods";
import { creditLimitRequest, shownRequest } from "../credit-limit-requests/contract";
import { operation } from "../operation";
import { after, limit, minorUnits, named, oneOf, onePage, pageAnswer, search, time } from "../parts";

const customersQuery = z.strictObject({ search, state: oneOf(customerStates).optional(), after, limit });

const customerBody = named(
  "NewCustomer",
  addCustomerInput
    .extend({
      name: z.string({ error: "Enter the company's name." }).pipe(addCustomerInput.shape.name),
      email: emailInput.optional().describe("The company's first person, invited by mail as its owner."),
    })
    .strict(),
);

export const customerMade = named("CustomerMade", z.object({ id: z.string(), identifier: z.string() }));

const row = {
  id: z.string(),
  name: z.string(),
  identifier: z.string().describe("Customer account identifier"),
  identifierConfirmed: z.boolean(),
  state: z.enum(customerStates),
  currency: z.string(),
  creditLimitMinor: minorUnits,
  createdAt: time,
};
export const customersAnswer = named(
  "CustomerPage",
  pageAnswer(
    "customers",
    named(
      "CustomerRow",
      z.object({
        ...row,
        machines: z.int(),
        waitingMachines: z.int().describe("Machines that wait for the customer's information"),
      }),
    ),
  ),
);

const contactKinds = setContactInput.shape.kind;
export const customerAnswer = named(
  "Customer",
  z.object({
    ...row,
    timeZone: z.string(),
    waitingMachines: z.int().describe("Machines that wait for the customer's information"),
    contacts: z.array(
      named(
        "Contact",
        z.object({
          kind: contactKinds,
          name: z.string(),
          email: z.string(),
          phone: z.string().nullable(),
          updatedAt: time,
        }),
      ),
    ),
    billingInformation: named(
      "BillingInformation",
      z.object({
        legalName: z.string(),
        address: z.string(),
        country: z.string(),
        taxNumber: z.string().nullable(),
        statementEmail: z.string().nullable(),
        updatedAt: time,
      }),
    ).nullable(),
    creditLimitRequests: z.array(creditLimitRequest).describe("The newest 20"),
  }),
);

/** A company as programs see it. */
export function shownCustomer(profile: CompanyProfile): z.infer<typeof customerAnswer> {
  const { customer, contacts, billing } = profile;
  return {
    id: customer.id,
    name: customer.name,
    identifier: customer.identifier,
    identifierConfirmed: customer.identifierConfirmedAt !== null,
    state: customer.state,
    currency: customer.currency,
    creditLimitMinor: customer.creditLimitMinor.toString(),
    createdAt: customer.createdAt.toISOString(),
    timeZone: customer.timeZone,
    waitingMachines: profile.waitingMachines,
    contacts: contacts.map(({ kind, name, email, phone, updatedAt }) => ({
      kind,
      name,
      email,
      phone,
      updatedAt: updatedAt.toISOString(),
    })),
    billingInformation: billing && {
      legalName: billing.legalName,
      address: billing.address,
      country: billing.country,
      taxNumber: billing.taxNumber,
      statementEmail: billing.statementEmail,
      updatedAt: billing.updatedAt.toISOString(),
    },
    creditLimitRequests: profile.creditLimitRequests.map(shownRequest),
  };
}

const asIs = { tag: "Customers", answer: customerAnswer, says: "The customer." } as const;

export const listCustomers = operation({
  method: "get",
  path: "/customers",
  tag: "Customers",
  summary: "Customers, newest first; a customer's key sees its own",
  action: "customers.read",
  like: ["customers.list"],
  query: customersQuery,
  answer: customersAnswer,
  says: onePage,
});
export const addCustomer = operation({
  method: "post",
  path: "/customers",
  tag: "Customers",
  summary: "Add a customer, and invite its first person where an email address is given",
  action: "customer.add",
  like: ["customers.invite"],
  body: customerBody,
  answer: customerMade,
  says: "The customer was added.",
  made: true,
});
export const getCustomer = operation({
  ...asIs,
  method: "get",
  path: "/customers/{id}",
  summary: "One customer with everything it has entered, by id or account identifier",
  action: "customer.read",
  like: ["customers.get", "configuration.profile"],
});
export const renameCustomer = operation({
  ...asIs,
  method: "patch",
  path: "/customers/{id}",
  summary: "Rename a customer",
  action: "customer.change",
  like: ["customers.rename"],
  body: named("CustomerChange", renameCustomerInput.strict()),
});
const window = z.object({ start: time, end: time });
const zoneAnswer = named(
  "TimeZoneChange",
  z.object({
    stored: z.boolean().describe("false: a preview"),
    timeZone: z.string(),
    periods: z
      .array(z.object({ period: z.enum(periodsOfZone), running: window, next: window }))
      .describe("Of statements and of limits without an anchor of their own: what runs now, and what follows"),
  }),
);
export const changeTimeZone = operation({
  ...asIs,
  method: "put",
  path: "/customers/{id}/time-zone",
  summary: "Change the billing time zone: running periods end as they began, the next ones end in the new zone",
  action: "customer.change",
  like: ["customers.changeTimeZone"],
  body: named("TimeZone", changeTimeZoneInput.strict()),
  answer: zoneAnswer,
});
/** A change of the time zone as programs see it. */
export const shownZoneChange = (
  timeZone: string,
  { stored, periods }: { stored: boolean; periods: ZonePeriod[] },
): z.infer<typeof zoneAnswer> => ({
  ...{ stored, timeZone },
  periods: periods.map(({ period, running, next }) => ({
    ...{ period, running: shownWindow(running), next: shownWindow(next) },
  })),
});
const shownWindow = ({ start, end }: BillingWindow) => ({ start: start.toISOString(), end: end.toISOString() });
export const changeCustomerState = operation({
  ...asIs,
  method: "post",
  path: "/customers/{id}/state",
  summary: "Suspend, resume or close a customer",
  action: "customer.change",
  like: ["customers.changeState"],
  body: named("CustomerStateChange", customerChangeInput.strict()),
});
export const setContact = operation({
  ...asIs,
  method: "put",
  path: "/customers/{id}/contact",
  summary: "Set a contact; machines that waited for it go on",
  action: "contact.set",
  like: ["configuration.setContact"],
  body: named("ContactBody", setContactInput.strict()),
});
export const confirmIdentifier = operation({
  ...asIs,
  method: "put",
  path: "/customers/{id}/identifier",
  summary: "Confirm the account identifier, as proposed or another",
  action: "identifier.confirm",
  like: ["configuration.confirmIdentifier"],
  body: named("IdentifierBody", confirmIdentifierInput.strict()),
});
export const setBillingInformation = operation({
  ...asIs,
  method: "put",
  path: "/customers/{id}/billing-information",
  summary: "Set what statements carry",
  action: "billing_information.set",
  like: ["configuration.setBillingInformation"],
  body: named("BillingInformationBody", setBillingInformationInput.strict()),
});
export const setCreditLimit = operation({
  ...asIs,
  method: "put",
  path: "/customers/{id}/credit-limit",
  summary: "Set the credit limit in one step",
  action: "credit_limit.decide",
  like: ["customers.setCreditLimit"],
  body: named("CreditLimitBody", requestCreditLimitInput.strict()),
});
