import { closeDatabase } from "@/db";
import { ensureCatalogue } from "@/server/catalogue/ensure-catalogue";
import { inProvider, jobRequest } from "@/server/context";
import { markInstallation } from "@/server/installation";
import { migrate } from "./run-migrations";

/**
 * Entry of the bundled migrate.mjs: brings the database to this version's schema, marks what kind of installation it
 * belongs to (a demo's database is refused in production) and brings the shipped catalogue up to date. Prints the cause
 * when it fails.
 */
async function main(): Promise<void> {
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  if (!ownerUrl) throw new Error("DATABASE_OWNER_URL is missing: migrations run as the owner of the database.");
  const { applied } = await migrate(ownerUrl, process.env.SPILLWAY_HOME ?? process.cwd());
  const mode = process.env.SPILLWAY_MODE === "production" ? "production" : "demo";
  await inProvider(jobRequest("migrate"), async (ctx) => {
    await markInstallation(ctx, {
      mode,
      providerName: mode === "demo" ? "Kestrel Managed Cloud" : "Your provider",
      currency: "EUR",
    });
    await ensureCatalogue(ctx);
  });
  await closeDatabase();
  console.log(JSON.stringify({ applied }));
}

main().catch((error: Error) => {
  console.error(error.message, error.cause ?? "");
  process.exit(1);
});
