import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { webProgram } from "@/scripts/web.mjs";
import { inProvider } from "@/server/context";
import { addStaff } from "@/server/identity/add-staff";
import { createSignInLink } from "@/server/identity/create-sign-in-link";
import { job } from "./world";

/** The web of the production build on a database of its own, as browsers and programs reach it. */
export type Web = {
  origin: string;
  /** Reads a page or an answer to its end. @throws Error where the status is another */
  get(path: string, options?: { cookie?: string; status?: number }): Promise<string>;
  /** Signs a new owner in as a browser does. @returns the cookies of the session */
  signIn(): Promise<string>;
  close(): Promise<void>;
};

/** How many web processes were asked for. */
export const webProcesses = () => Number(process.env.SPILLWAY_WEB_PROCESSES);

/** Starts a web of so many processes on the database of this address, and waits until it answers. */
export async function startWeb(databaseUrl: string, processes = webProcesses()): Promise<Web> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const [file, args] = webProgram(processes, { host: "127.0.0.1", port }, process.cwd());
  const web = spawn(process.execPath, [file, ...args], {
    env: {
      ...environment(databaseUrl, origin),
      HOST: "127.0.0.1",
      PORT: String(port),
      SPILLWAY_WEB_PROCESSES: String(processes),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const get: Web["get"] = async (path, { cookie = "", status = 200 } = {}) => {
    const answer = await fetch(`${origin}${path}`, { headers: { cookie }, redirect: "manual" });
    const text = await answer.text();
    if (answer.status !== status) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`);
    return text;
  };
  const close = async () => {
    web.kill("SIGTERM");
    if (web.exitCode === null) await once(web, "exit");
  };
  const until = performance.now() + 120_000;
  // Health is not asked: without a worker it is not well.
  const answers = () =>
    fetch(`${origin}/api/auth/csrf`).then(
      (answer) => answer.ok,
      () => false,
    );
  while (!(await answers())) {
    if (web.exitCode === null && performance.now() < until) await delay(100);
    else {
      await close();
      throw new Error("The web did not start.");
    }
  }
  return {
    origin,
    get,
    signIn: () => signIn(origin),
    close,
  };
}

/** Of a program of the build on the database of this address. */
export const environment = (databaseUrl: string, origin: string) => ({
  ...process.env,
  ...{ DATABASE_URL: databaseUrl, SPILLWAY_MODE: "production", NEXTAUTH_URL: origin, SPILLWAY_ORIGIN: origin },
});

/** The file of a program of the build. */
export const programOf = (name: "worker" | "cli") => join(process.env.SPILLWAY_BENCH_PROGRAMS ?? "", `${name}.mjs`);

/** Starts a worker of the build on the database of this address. */
export function startWorker(databaseUrl: string): { close(): Promise<void> } {
  const worker = spawn(process.execPath, [programOf("worker")], {
    env: environment(databaseUrl, "http://127.0.0.1"),
    stdio: ["ignore", "ignore", "inherit"],
  });
  return {
    close: async () => {
      worker.kill("SIGTERM");
      if (worker.exitCode === null) await once(worker, "exit");
    },
  };
}

/** By a mailed link, through the same requests as a browser's. */
async function signIn(origin: string): Promise<string> {
  const email = "bench@provider.example";
  const { url } = await inProvider(job(), async (ctx) => {
    await addStaff(ctx, { email, name: "Bench", role: "owner" });
    return createSignInLink(ctx, { email });
  });
  const csrf = await fetch(`${origin}/api/auth/csrf`);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await fetch(`${origin}/api/auth/callback/mailed-link`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookiesOf(csrf), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, token: new URL(url).searchParams.get("token") ?? "", json: "true" }),
  });
  const session = cookiesOf(answer);
  if (!session.includes("session-token")) throw new Error(`Signing in was answered ${answer.status}.`);
  return session;
}

const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
