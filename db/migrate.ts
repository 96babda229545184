import { readFileSync } from "node:fs";
import { closeDatabase } from "@/db";
import { ensureCatalogue } from "@/server/catalogue/ensure-catalogue";
import { inProvider, jobRequest } from "@/server/context";
import { markInstallation } from "@/server/installation";
import { parseInput } from "@/server/parse-input";
import { providerInput } from "@/server/provider/input";
import type { ProviderSettings } from "@/server/provider/set-provider";
import { readSettings, type SettingsSoFar } from "@/server/settings.mjs";
import { fillProvider } from "@/server/workflow/change-provider";
import { migrate } from "./run-migrations";

/** Who the demo's invented provider is. */
const kestrel = {
  name: "Kestrel Managed Cloud",
  address: "Kestrel Managed Cloud GmbH\nAm Sandtorkai 50\n20457 Hamburg, Germany",
  sender: "portal@kestrel.example",
};

/** What the environment says of the provider. @throws an error that names the variable */
function providerOf(settings: SettingsSoFar): ProviderSettings {
  const { PROVIDER_NAME, PROVIDER_ADDRESS, PROVIDER_COLOR, PROVIDER_CURRENCY, PROVIDER_LOGO, EMAIL_FROM } = settings;
  const texts = {
    name: PROVIDER_NAME,
    // .env files write a line end as \n.
    address: PROVIDER_ADDRESS?.replaceAll("\\n", "\n"),
    color: PROVIDER_COLOR,
    currency: PROVIDER_CURRENCY,
    sender: EMAIL_FROM && (/<([^<>]+)>/.exec(EMAIL_FROM)?.[1] ?? EMAIL_FROM),
  };
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
  return { ...parseInput(providerInput, given), ...(PROVIDER_LOGO ? { logo: readFileSync(PROVIDER_LOGO) } : {}) };
}

/**
 * Entry of the bundled migrate.mjs: brings the database to this version's schema, marks what kind of installation it
 * belongs to (a demo's database is refused in production), fills what is missing of the provider from the environment
 * and brings the shipped catalogue up to date. Prints the cause when it fails.
 */
async function main(): Promise<void> {
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  if (!ownerUrl) throw new Error("DATABASE_OWNER_URL is missing: migrations run as the owner of the database.");
  const { applied } = await migrate(ownerUrl, process.env.SPILLWAY_HOME ?? process.cwd());
  const { settings } = readSettings(process.env);
  const mode = settings.SPILLWAY_MODE;
  const given = providerOf(settings);
  await inProvider(jobRequest("migrate"), async (ctx) => {
    await markInstallation(ctx, { mode, providerName: null, currency: given.currency ?? "EUR" });
    await fillProvider(ctx, mode === "demo" ? { ...kestrel, ...given } : given);
    await ensureCatalogue(ctx);
  });
  await closeDatabase();
  console.log(JSON.stringify({ applied }));
}

main().catch((error: Error) => {
  console.error(error.message, error.cause ?? "");
  process.exit(1);
});
