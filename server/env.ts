import { requireSettings, type Settings } from "./settings.mjs";

/**
 * The settings of this process, checked. `origin`: the address machines call, without a slash at its end;
 * `webProcesses`: how many web processes of its start share the machine. A web that was started by itself is one.
 */
export type Env = Settings & { origin: string; webProcesses: number };

/**
 * Reads and checks the environment of a program.
 * @throws Error with one sentence a line, naming each setting that is wrong or missing and what it should be.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const settings = requireSettings(source);
  return {
    ...settings,
    origin: (settings.SPILLWAY_ORIGIN ?? settings.NEXTAUTH_URL).replace(/\/+$/, ""),
    webProcesses: settings.SPILLWAY_WEB_PROCESSES ?? 1,
  };
}

let held: Env | undefined;
/** The process's environment, read once. */
export function env(): Env {
  held ??= readEnv();
  return held;
}
