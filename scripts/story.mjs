// The demo's story, and what is said when everything is open.
import path from "node:path";
import { say } from "./say.mjs";
import { ROOT } from "./settings.mjs";

/** Seeds the demo; a database on another machine never. @returns what the seed says about people and things to try */
export async function seed(children, { local }, env, file) {
  if (!local) {
    say("The database is not on this machine, so the demo's story is not put into it.");
    return undefined;
  }
  const out = await children.step("The seed", process.execPath, [file], { env, cwd: ROOT });
  const last = out.trim().split("\n").at(-1) ?? "";
  return last.startsWith("{") ? JSON.parse(last) : undefined;
}

/** Prints the address, who can sign in and what to try. */
export function welcome({ origin, mode, dataDir }, story, { logs = true } = {}) {
  say(`\nSpillway is open: ${origin}`);
  if (mode === "demo") {
    say("This is a demo installation: invented customers, two sandbox clouds, sign-in without a password.");
    if (logs) say(`Logs: ${path.join(dataDir, "logs")}`);
  }
  if (story?.people?.length) {
    say("\nWho can sign in:");
    const width = Math.max(...story.people.map(({ email }) => email.length));
    for (const { email, what } of story.people) say(`  ${email.padEnd(width)}  ${what}`);
  }
  if (story?.try?.length) {
    say("\nWhat to try:");
    for (const line of story.try) say(`  - ${line}`);
  }
}
