import { closeDatabase } from "@/db";
import { clockNow } from "@/server/clock";
import { inProvider, jobRequest } from "@/server/context";
import { currentInstallation, markSeeded } from "@/server/installation";
import { pollClouds } from "@/server/workflow/poll-clouds";
import { companies, staff } from "./demo/companies";
import { withToldClock } from "./demo/demo-clock";
import { startLiveMachines } from "./demo/live-machines";
import { tellCompanies } from "./demo/seed-companies";
import { connectClouds } from "./demo/seed-people";
import { tellStatements } from "./demo/seed-statements";
import { writeDisks } from "./demo/simulated-disk";

const day = 24 * 3_600_000;

/**
 * Entry of the bundled seed.mjs: seeds the demo's story once, with dates relative to today, and connects the sandbox
 * clouds at each start. Its last line of output names who can sign in and what to try. Refuses an installation that is
 * not a demo.
 */
async function seed(): Promise<void> {
  const now = clockNow();
  const ago = (days: number) => jobRequest("story", new Date(now.getTime() - days * day));
  const here = await inProvider(ago(0), currentInstallation);
  if (here?.mode !== "demo") throw new Error("This is not a demo installation: nothing is seeded.");
  await inProvider(ago(here.seededAt ? 0 : 380), connectClouds);
  await pollClouds(ago(0)); // Their inventory, so that what is over its limit finds a machine at once.
  if (!here.seededAt) {
    const told = await withToldClock(async (tell) => {
      const companies = await tellCompanies(now, tell);
      await tellStatements(now, "Tallaght Veterinary Group", tell);
      return companies;
    });
    for (const company of told) await startLiveMachines(ago(0), company);
    writeDisks(told.flatMap(({ simulated }) => simulated));
    await inProvider(ago(0), markSeeded);
  }
  await closeDatabase();
  const people = [
    ...companies.slice(0, 4).map(({ owner, name }) => ({ email: owner.email, what: `customer, owner of ${name}` })),
    ...staff.map(({ email, what }) => ({ email, what })),
  ];
  console.log(
    JSON.stringify({
      people,
      try: [
        "Sign in as thea@nordhafen.example: the overview shows use in three clouds against the limits.",
        "Sign in as operator@kestrel.example, open Billing events: an overflow machine comes to life by itself in the first minutes.",
        "Sign in as luc@carrieres.example, open Billing: he is asked whether a machine may start. Say yes.",
        "Sign in as finance@kestrel.example and approve the credit limit of Isbjørn Cold Chain: what was held for it goes on.",
        "Under Install make a link, then run its line with `| sh -s -- --root /tmp/my-machine` to set up a machine of your own.",
      ],
    }),
  );
}

seed().catch((error: Error) => {
  console.error(error.stack, error.cause ?? "");
  process.exit(1);
});
