// The demo's story, and what is printed when everything is open.
import path from "node:path";
import { print } from "./output.mjs";
import { ROOT } from "./settings.mjs";

/**
 * @typedef {import("./settings.mjs").Installation} Installation
 * @typedef {{ people: { email: string, what: string }[], try: string[] }} Story who can sign in, and what to try
 */

/**
 * Seeds the demo; a database on another machine never.
 * @param {import("./children.mjs").Children} children @param {Pick<Installation, "local">} installation
 * @param {import("./environment.mjs").Environment} env @param {string} file the seed's program
 * @returns {Promise<Story | undefined>}
 */
export async function seed(children, { local }, env, file) {
  if (!local) {
    print("The database is not on this machine, so the demo's story is not put into it.");
    return undefined;
  }
  const out = await children.step("The seed", process.execPath, [file], { env, cwd: ROOT });
  const last = out.trim().split("\n").at(-1) ?? "";
  return last.startsWith("{") ? JSON.parse(last) : undefined;
}

/**
 * Prints the address, who can sign in and what to try.
 * @param {Installation} installation @param {Story | undefined} story @param {{ logs?: boolean }} [options]
 */
export function welcome({ portal, mode, dataDir }, story, { logs = true } = {}) {
  print(`\nSpillway is open: ${portal}`);
  if (mode === "demo") {
    print("This is a demo installation: invented customers, two sandbox clouds, sign-in without a password.");
    if (logs) print(`Logs: ${path.join(dataDir, "logs")}`);
  }
  if (story?.people?.length) {
    print("\nWho can sign in:");
    const width = Math.max(...story.people.map(({ email }) => email.length));
    for (const { email, what } of story.people) print(`  ${email.padEnd(width)}  ${what}`);
  }
  if (story?.try?.length) {
    print("\nWhat to try:");
    for (const line of story.try) print(`  - ${line}`);
  }
}
