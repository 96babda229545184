import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

export type Options = {
  names: string[];
  rounds: number;
  scale: number;
  form: "plain" | "json" | "markdown";
  webProcesses: number;
};

export const usage = (names: readonly string[]) => `npm run bench -- [${names.join("] [")}] [options]
  --quick      a tenth of the work in three rounds: shows that it runs, not how fast
  --rounds N   rounds (7)
  --json       figures as JSON
  --markdown   the table of docs/performance.md
  --web-processes N  of the benches that come over HTTP (as npm start: one for each core)
  --cpu-prof   leaves a CPU profile in the working directory`;

/** Reads the command line. @throws Error with a sentence where a word is unknown */
export function readOptions(args: string[], known: readonly string[]): Options | "help" {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: "boolean" },
      json: { type: "boolean" },
      markdown: { type: "boolean" },
      help: { type: "boolean" },
      rounds: { type: "string" },
      "web-processes": { type: "string" },
    },
  });
  if (values.help) return "help";
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown) throw new Error(`There is no bench "${unknown}". There are: ${known.join(", ")}.`);
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 7));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds is a number from 1.");
  const webProcesses = Number(values["web-processes"] ?? availableParallelism());
  if (!Number.isInteger(webProcesses) || webProcesses < 1) throw new Error("--web-processes is a number from 1.");
  return {
    names: positionals.length > 0 ? known.filter((name) => positionals.includes(name)) : [...known],
    rounds,
    scale: values.quick ? 0.1 : 1,
    form: values.json ? "json" : values.markdown ? "markdown" : "plain",
    webProcesses,
  };
}
