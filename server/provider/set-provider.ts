import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { installation, type LogoSize, providerLogos } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import type { BillingChange, ProviderChange } from "./input";
import { pngSize } from "./png";
import { profileOfInstallation } from "./queries";

/** What is changed; `logo` is the content of a PNG, null takes it away. */
export type ProviderSettings = ProviderChange & BillingChange & { logo?: Buffer | null };

const columns = {
  name: "providerName",
  address: "providerAddress",
  color: "providerColor",
  sender: "mailSender",
  currency: "currency",
  paymentDays: "paymentDays",
  remindDays: "remindDays",
  warnDays: "warnDays",
  suspendDays: "suspendDays",
  country: "providerCountry",
  vatId: "vatId",
  registration: "registration",
  billingEmail: "billingEmail",
  billingPhone: "billingPhone",
  iban: "iban",
  bic: "bic",
  paymentNote: "paymentNote",
} as const;

/**
 * Changes who the provider is, in the provider's role, with one line of the audit log that holds each value before and
 * after. Whether the currency may change is the caller's to judge (server/workflow/change-provider.ts).
 * @throws DomainError invalid_input for a logo that is no PNG in its bounds; conflict before the first start
 */
export async function setProvider(ctx: Context, settings: ProviderSettings): Promise<void> {
  const [here] = await ctx.tx.select().from(installation).for("update");
  if (!here) throw new DomainError("conflict", "This database has no installation yet. Start it first.");
  const before = profileOfInstallation(here);
  const { logo, ...texts } = settings;
  const changed: Partial<typeof installation.$inferInsert> = {};
  const detail: Record<string, string> = {};
  for (const [field, column] of Object.entries(columns) as [
    keyof typeof columns,
    (typeof columns)[keyof typeof columns],
  ][]) {
    const value = texts[field];
    if (value === undefined || value === before[field]) continue;
    Object.assign(changed, { [column]: value });
    detail[field] = `${before[field] ?? "none"} -> ${value ?? "none"}`;
  }
  if (logo !== undefined) {
    const made = logo === null ? null : logoOf(logo);
    if (made?.id !== before.logo?.id) {
      await storeLogo(ctx, made, logo);
      changed.providerLogo = made;
      detail.logo = `${before.logo?.id ?? "none"} -> ${made?.id ?? "none"}`;
    }
  }
  if (Object.keys(changed).length === 0) return;
  await ctx.tx.update(installation).set(changed).where(eq(installation.id, here.id));
  await recordAudit(ctx, {
    customerId: null,
    action: "provider.changed",
    subjectKind: "installation",
    subjectId: here.id,
    detail,
    topic: "provider",
  });
}

/** Its id is that of its content: an address that names it may be cached for ever. */
function logoOf(png: Buffer): LogoSize {
  return { id: createHash("sha256").update(png).digest("hex").slice(0, 32), ...pngSize(png) };
}

async function storeLogo(ctx: Context, made: LogoSize | null, png: Buffer | null): Promise<void> {
  await ctx.tx.delete(providerLogos);
  if (made && png) await ctx.tx.insert(providerLogos).values({ id: made.id, png, createdAt: ctx.now });
}
