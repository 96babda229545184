import { eq } from "drizzle-orm";
import { type LogoSize, providerLogos } from "@/db/schema";
import type { Context } from "../context";
import { currentInstallation, type Installation, installationSettings } from "../installation";

/** What customers see where the provider has no name yet. */
export const neutralName = "Cloud portal";

/** Who the provider is. `name` is null until it is set; `displayName` can be shown in any case. */
export type ProviderProfile = {
  name: string | null;
  displayName: string;
  /** Postal address, lines separated by line ends. */
  address: string | null;
  color: string | null;
  logo: LogoSize | null;
  /** The address mails come from. */
  sender: string | null;
  currency: string;
  /** Days in which a statement is to be paid. */
  paymentDays: number;
  /** Days after that until each step of dunning; null: it is not taken. */
  remindDays: number | null;
  warnDays: number | null;
  suspendDays: number | null;
} & BillingFacts;

/** What statements and electronic invoices state of the provider. */
export type BillingFacts = Record<
  "country" | "vatId" | "registration" | "billingEmail" | "billingPhone" | "iban" | "bic" | "paymentNote",
  string | null
>;

/** The provider of an installation's row. */
export function profileOfInstallation(here: Installation | null): ProviderProfile {
  return {
    name: here?.providerName ?? null,
    displayName: here?.providerName ?? neutralName,
    address: here?.providerAddress ?? null,
    color: here?.providerColor ?? null,
    logo: here?.providerLogo ?? null,
    sender: here?.mailSender ?? null,
    currency: here?.currency ?? "EUR",
    paymentDays: here?.paymentDays ?? 14,
    remindDays: here?.remindDays ?? null,
    warnDays: here?.warnDays ?? null,
    suspendDays: here?.suspendDays ?? null,
    country: here?.providerCountry ?? null,
    vatId: here?.vatId ?? null,
    registration: here?.registration ?? null,
    billingEmail: here?.billingEmail ?? null,
    billingPhone: here?.billingPhone ?? null,
    iban: here?.iban ?? null,
    bic: here?.bic ?? null,
    paymentNote: here?.paymentNote ?? null,
  };
}

/** Who the provider is, read in the caller's transaction. */
export async function currentProvider(ctx: Context): Promise<ProviderProfile> {
  return profileOfInstallation(await currentInstallation(ctx));
}

/** Who the provider is, as this process has it cached. */
export async function providerProfile(): Promise<ProviderProfile> {
  return profileOfInstallation(await installationSettings());
}

/** The logo of that id, a PNG; null where it is another one by now. */
export async function logoPng(ctx: Context, id: string): Promise<Buffer | null> {
  const [row] = await ctx.tx.select({ png: providerLogos.png }).from(providerLogos).where(eq(providerLogos.id, id));
  return row?.png ?? null;
}
