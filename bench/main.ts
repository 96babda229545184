import { loadavg } from "node:os";
import { allowance } from "./allowance";
import { billing } from "./billing";
import { cron } from "./cron";
import { crossing } from "./crossing";
import { enrol } from "./enrol";
import { evaluate } from "./evaluate";
import { fairness } from "./fairness";
import { imports } from "./import";
import { ingest } from "./ingest";
import { license } from "./license";
import type { Figure } from "./measure";
import { compare } from "./measure";
import { readOptions, usage as usageText } from "./options";
import { pagesOfConsole } from "./pages";
import { conditionsAt, markdown, plain } from "./report";
import { series } from "./series";
import { stored } from "./stored";
import { usageOverHttp } from "./usage";
import { type Bench, openWorld } from "./world";
import { year } from "./year";

const benches: Record<string, Bench> = {
  ingest,
  evaluate,
  series,
  license,
  enrol,
  pages: pagesOfConsole,
  fairness,
  usage: usageOverHttp,
  allowance,
  cron,
  crossing,
  billing,
  year,
  import: imports,
  stored,
};
const names = Object.keys(benches);
const options = asked();
if (options === "help") console.log(usageText(names));
else {
  const { rounds, scale, form, webProcesses } = options;
  process.env.SPILLWAY_WEB_PROCESSES = String(webProcesses);
  const begun = new Date();
  const load = loadavg()[0] ?? 0;
  const figures: Figure[] = [];
  let postgres = "";
  for (const name of options.names) {
    // Each on a fresh database: what one leaves behind is not the other's to carry.
    const world = await openWorld();
    try {
      postgres = await world.version();
      const note = (text: string) => process.stderr.write(`${text}\n`);
      for await (const comparison of (benches[name] as Bench)(world, scale))
        figures.push(await compare(name, comparison, { rounds, note }));
    } finally {
      await world.close();
    }
  }
  const conditions = conditionsAt(begun, load, { postgres, rounds, webProcesses });
  if (form === "json") console.log(JSON.stringify({ conditions, figures }, null, 2));
  else console.log((form === "markdown" ? markdown : plain)(figures, conditions));
}

/** What the command line asks for; a fault in it is one sentence. */
function asked() {
  try {
    return readOptions(process.argv.slice(2), names);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
