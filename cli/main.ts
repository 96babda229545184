import { parseArgs } from "node:util";
import { closeDatabase } from "@/db";
import { version } from "@/package.json";
import { DomainError } from "@/server/errors";
import { type Command, UsageError } from "./command";
import { commands } from "./commands";

/** Exit codes: 0 done, 1 failed, 2 wrong options, 3 something is wrong (doctor), 4 refused, with the reason. */
async function main(argv: string[]): Promise<number> {
  if (argv.includes("--version") || argv[0] === "version") {
    console.log(version);
    return 0;
  }
  const asksHelp = argv.length === 0 || argv[0] === "help" || argv.some((word) => ["--help", "-h"].includes(word));
  if (asksHelp) {
    console.log(help(argv[0] === "help" ? argv.slice(1) : argv));
    return 0;
  }
  const command = commands.find(({ name }) => name.split(" ").every((word, at) => argv[at] === word));
  if (!command) {
    console.error(`There is no command "${argv.join(" ")}".\n\n${overview(commands)}`);
    return 2;
  }
  const json = argv.includes("--json");
  try {
    const result = await run(command, argv.slice(command.name.split(" ").length));
    const output = json
      ? JSON.stringify(result.json, (_, value) => (typeof value === "bigint" ? value.toString() : value))
      : result.text;
    if (output !== "") console.log(output);
    return result.exitCode ?? 0;
  } catch (error) {
    return complain(command, error as Error, json);
  } finally {
    await closeDatabase();
  }
}

async function run(command: Command, args: string[]) {
  const { values, positionals, lists } = parse(command, args);
  const missing = (command.required ?? []).find((name) => values[name] === undefined);
  if (missing) throw new UsageError(`--${missing} is missing.`);
  const wanted = (command.positionals ?? []).length;
  if (positionals.length < wanted || (positionals.length > wanted && !command.repeats))
    throw new UsageError(
      command.positionals ? `Give ${command.positionals.join(" ")}.` : `"${positionals[0]}" is one word too many.`,
    );
  return command.run(values, positionals, lists);
}

function parse(command: Command, args: string[]) {
  try {
    const { values, positionals, tokens } = parseArgs({
      args,
      options: { ...command.options, json: { type: "boolean" } },
      allowPositionals: true,
      tokens: true,
    });
    const named = tokens.flatMap((token) =>
      token.kind === "option" && !command.options[token.name]?.multiple ? [token.name] : [],
    );
    const twice = named.find((name, at) => named.indexOf(name) !== at);
    // The last one would win, and the others be lost without a word.
    if (twice) throw new UsageError(`--${twice} is given twice. Give it once; a list has commas between its entries.`);
    return {
      values: Object.fromEntries(
        Object.entries(values).flatMap(([name, value]) =>
          typeof value === "string" || (value === true && name !== "json") ? [[name, String(value)]] : [],
        ),
      ),
      lists: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : []]),
      ),
      positionals,
    };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function complain(command: Command, error: Error, json: boolean): number {
  const known = error instanceof DomainError || error instanceof UsageError;
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  if (json)
    console.error(
      JSON.stringify({ error: error.message, code: error instanceof DomainError ? error.code : error.name }),
    );
  else console.error(known ? error.message : `${error.message}${cause}`);
  if (error instanceof UsageError && !json) console.error(`Usage: spillway ${command.name} ${command.usage}`);
  if (error instanceof UsageError) return 2;
  return error instanceof DomainError ? 4 : 1;
}

/** The usage of the commands whose names begin with `words`: `key` lists all commands of keys. */
function help(words: string[]): string {
  const asked = words.filter((word) => !word.startsWith("-"));
  const found = commands.filter(({ name }) => asked.every((word, at) => name.split(" ")[at] === word));
  return overview(found.length > 0 ? found : commands);
}

function overview(some: Command[]): string {
  const shown = some.filter(({ name }) => !name.startsWith("first-"));
  const lines = shown.map(({ name, usage }) => `  ${name} ${usage}`.trimEnd());
  return ["Usage: npm run spillway -- COMMAND [options] [--json]", "", ...lines].join("\n");
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
