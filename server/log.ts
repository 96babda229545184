import { basename } from "node:path";
import pino, { type DestinationStream, type Logger } from "pino";
import { clockNow } from "./clock";
import { secretPaths, secretRedactor } from "./redact-secrets";

/** Which program writes: web, worker, cli, migrate or seed. Next replaces NEXT_RUNTIME when it compiles the web. */
const program = process.env.NEXT_RUNTIME ? "web" : basename(process.argv[1] ?? "node").replace(/\.[cm]?js$/, "");

/**
 * Makes a log that writes one JSON object a line: level, time (of the one clock), process, pid, and what the call
 * gives: `requestId` wherever there is one, `err` for an error. Secrets are blanked out by field, by form and by value.
 */
export function createLog(stream: DestinationStream, env: Record<string, string | undefined> = process.env): Logger {
  const options: pino.LoggerOptions = {
    base: { process: program, pid: process.pid },
    timestamp: () => `,"time":"${clockNow().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
    serializers: { err: describeError },
    redact: { paths: secretPaths, censor: "[redacted]" },
    hooks: { streamWrite: secretRedactor(env) },
  };
  return pino(options, stream);
}

type DescribedError = { type: string; message: string; code?: string; stack?: string; cause?: unknown };

/**
 * An error as the log shows it: what it says, where, and its causes. Further properties are left out: a database's
 * error carries the values of the row that it refused.
 */
function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause };
}

/**
 * The process's log, on stderr: stdout belongs to what a command answers. Written in the process itself, without a
 * worker thread, so that the last line before an exit is there.
 * @example log.error({ requestId, err: error }, "usage was not stored")
 */
export const log = createLog(process.stderr);
