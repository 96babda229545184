import { addSubscription } from "@/server/billing/add-subscription";
import { listPlans } from "@/server/catalogue/queries";
import { addCloud } from "@/server/clouds/add-cloud";
import { ensureHostCloudAccount } from "@/server/clouds/ensure-host-cloud-account";
import { listClouds } from "@/server/clouds/queries";
import { addCustomer } from "@/server/configuration/add-customer";
import { decideCreditLimit } from "@/server/configuration/decide-credit-limit";
import { requestCreditLimit } from "@/server/configuration/request-credit-limit";
import { setBillingInformation } from "@/server/configuration/set-billing-information";
import { setContact } from "@/server/configuration/set-contact";
import { type Context, inProvider, jobRequest } from "@/server/context";
import { env } from "@/server/env";
import { addStaff } from "@/server/identity/add-staff";
import { addUser, completeSignIn } from "@/server/identity/complete-sign-in";
import { inviteMember } from "@/server/identity/invite-member";
import { setCustomerTax } from "@/server/money/customer-tax";
import { setTaxRate } from "@/server/money/tax-rates";
import { changeProvider } from "@/server/workflow/change-provider";
import { asOwner, asStaff } from "./actors";
import { type StoryCompany, staff } from "./companies";

/** The sandbox clouds that `npm start` runs: their address may differ at each start, so this is done every time. */
export async function connectClouds(ctx: Context): Promise<void> {
  const sandboxes = JSON.parse(env().SPILLWAY_SANDBOX_CLOUDS) as { slug: string; url: string; token: string }[];
  for (const { slug, url, token } of sandboxes)
    await addCloud(ctx, {
      slug,
      name: slug === "sandbox-a" ? "Sandbox A" : "Sandbox B",
      driver: "sandbox",
      region: slug,
      connection: { settings: { url }, credentials: { token } },
    });
  await addCloud(ctx, { slug: "aws", name: "AWS eu-central-1", region: "eu-central-1" });
}

/** The provider's people as of some past day: the first one is made by the installation, the others by that person. */
export async function tellStaff(at: Date): Promise<void> {
  for (const [place, { email, name, role }] of staff.entries())
    await inProvider(place === 0 ? jobRequest("story", at) : await asStaff("owner", at), (ctx) =>
      addStaff(ctx, { email, name, role }),
    );
  await inProvider(await asStaff("owner", at), async (ctx) => {
    await changeProvider(ctx, kestrel);
    await setTaxRate(ctx, { country: kestrel.country, percent: "19", fromDay: "2021-01-01" });
  });
}

/** A company as of some past day: its people, contacts, credit and subscriptions. @returns its customer id. */
export async function tellCompany(company: StoryCompany, at: Date): Promise<string> {
  const id = await inProvider(await asStaff("owner", at), (ctx) => invite(ctx, company));
  const byOwner = await asOwner(company.identifier, id, at);
  const asked = await inProvider(byOwner, (ctx) => inform(ctx, company, id));
  if (asked)
    await inProvider(await asStaff("finance", at), (ctx) =>
      decideCreditLimit(ctx, { customerId: id, requestId: asked, decision: "approved" }),
    );
  return id;
}

async function invite(ctx: Context, company: StoryCompany): Promise<string> {
  const { id } = await addCustomer(ctx, {
    name: company.name,
    identifier: company.identifier,
    currency: "EUR",
    timeZone: company.timeZone,
  });
  const people = [{ ...company.owner, role: "owner" as const }, ...(company.members ?? [])];
  for (const { email, name, role } of people) {
    await addUser(ctx, { email, name });
    await inviteMember(ctx, { customerId: id, email, role });
    await completeSignIn(ctx, email, "mailed link");
  }
  const plans = await listPlans(ctx);
  for (const { plan, parameters } of company.subscriptions) {
    const planId = plans.find(({ slug }) => slug === `${plan}-100`)?.id ?? plan;
    await addSubscription(ctx, { customerId: id, planId, validFrom: ctx.now, parameters });
  }
  for (const cloud of await listClouds(ctx)) await ensureHostCloudAccount(ctx, { customerId: id, cloudId: cloud.id });
  // At home tax is charged, and businesses in other countries of the union account for it themselves.
  if (company.country !== kestrel.country)
    await setCustomerTax(ctx, id, { treatment: "reverse_charge", vatNumber: company.taxNumber.replaceAll(" ", "") });
  return id;
}

/** What the invented provider's statements state of it. */
const kestrel = {
  ...{ country: "DE", vatId: "DE298441765", registration: "HRB 148320, Amtsgericht Hamburg" },
  ...{ billingEmail: "billing@kestrel.example", billingPhone: "+49 40 5550 1200" },
  ...{ iban: "DE89370400440532013000", bic: "KESTDEHHXXX" },
  paymentNote: "Name the statement's number with your transfer.",
};

/** What the company says of itself. @returns the request for its credit limit, where the story has that approved */
async function inform(ctx: Context, company: StoryCompany, id: string): Promise<string | null> {
  await setContact(ctx, { customerId: id, kind: "main", name: company.owner.name, email: company.owner.email });
  await setBillingInformation(ctx, {
    customerId: id,
    legalName: company.name,
    address: company.address,
    country: company.country,
    taxNumber: company.taxNumber,
    statementEmail: company.owner.email,
  });
  if (!company.creditLimit) return null;
  const asked = { customerId: id, amount: company.creditLimit, reason: "For the first year" };
  return (await requestCreditLimit(ctx, asked)).id;
}
