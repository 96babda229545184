import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { z } from "zod";
import { POST as acknowledge } from "@/app/api/machines/acknowledge/route";
import { POST as collect } from "@/app/api/machines/collect/route";
import { POST as enrol } from "@/app/api/machines/enrol/route";
import { POST as heartbeat } from "@/app/api/machines/heartbeat/route";
import { POST as release } from "@/app/api/machines/release/route";
import { POST as report } from "@/app/api/machines/report/route";
import { operations } from "@/app/api/openapi.json/operations";
import { handlerOf } from "@/app/api/v1/testing";
import { memberships } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { collectInput } from "./collection/input";
import { inProvider, jobRequest } from "./context";
import { forgetLimits } from "./http/testing/forget-limits";
import { type Dice, dice, drawn, hostileTexts, hostileValue } from "./http/testing/hostile-values";
import { addStaff } from "./identity/add-staff";
import { addUser } from "./identity/complete-sign-in";
import { createApiKey } from "./identity/create-api-key";
import { type CurrentUser, userOfSession } from "./identity/current-user";
import { apiScopes } from "./identity/scopes";
import { sessionOf } from "./identity/testing/session-of";
import { acknowledgeInput } from "./licensing/input";
import { heartbeatInput } from "./monitoring/input";
import { enrolInput, reportInput } from "./setup/input";
import { agentFor, makeCustomer, makeLink, origin, shipCatalogue } from "./setup/testing/portal";
import type { SimulatedAgent } from "./setup/testing/simulated-agent";
import { createCallerFactory } from "./trpc/init";
import { appRouter } from "./trpc/root";

// Inputs that nobody sends by accident, at every edge of the server. The seed is fixed, so that a failure comes again.
const seed = Number(process.env.SPILLWAY_HOSTILE_SEED ?? 20261129);
const inputs = process.env.SPILLWAY_LONG ? 100_000 : 3_200;
/** Far more than any input may take, and less than a hang. */
const longestMs = 20_000;

type Handler = (request: Request, context: { params: Promise<never> }) => Promise<Response>;
const machineCalls: [string, Handler, z.ZodType | null][] = [
  ["collect", collect, collectInput],
  ["enrol", enrol, enrolInput],
  ["acknowledge", acknowledge, acknowledgeInput],
  ["heartbeat", heartbeat, heartbeatInput],
  ["report", report, reportInput],
  ["release", release, null],
];

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let staff: CurrentUser;
let member: CurrentUser;
let agent: SimulatedAgent;
let known: string[] = [];
const keys: string[] = [];

beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
  const customerId = await makeCustomer();
  const link = await makeLink(customerId);
  agent = agentFor(link.token);
  await agent.install();
  await inProvider(jobRequest("test"), async (ctx) => {
    const signedIn = async (userId: string) => (await userOfSession(ctx, sessionOf(userId))) as CurrentUser;
    const { id: userId, email } = await addUser(ctx, { email: "mia@example.com" });
    await ctx.tx
      .insert(memberships)
      .values({ customerId, id: "memb_1", userId, email, role: "owner", createdAt: ctx.now });
    member = await signedIn(userId);
    staff = await signedIn((await addStaff(ctx, { email: "o@example.com", role: "owner" })).userId);
    for (const owner of [null, customerId]) {
      keys.push((await createApiKey(ctx, { customerId: owner, scopes: [...apiScopes], label: "test" })).key);
    }
  });
  const ids = [customerId, link.id, agent.machineId, member.id, String(agent.license?.claims.lic)];
  known = [...ids, ...ids, "compute-node", "units", "processor", "a@example.com", "a word", "2026-11-20T10:00:00Z"];
});
afterAll(async () => {
  vi.restoreAllMocks();
  await t.drop();
});

const leaks = /Failed query|node_modules|\n\s+at |PostgresError|syntax error|spillway_(owner|app)/;

/** Fails, naming the input, where the work takes too long. */
function bounded<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${longestMs} ms: ${what}`)), longestMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const shown = (input: unknown) => {
  const bigint = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}n` : value);
  return (JSON.stringify(input, bigint) ?? String(input)).slice(0, 600);
};

async function faultOf(response: Response, what: string): Promise<string | null> {
  const text = await response.text();
  if (response.status >= 500) return `${response.status} for ${what}: ${text.slice(0, 300)}`;
  return leaks.test(text) ? `it leaks for ${what}: ${text.slice(0, 300)}` : null;
}

/** Of all inputs: the programs' API has as many operations as there are procedures, each with a query and a body. */
const parts = { procedures: 0.35, "programs' API": 0.5, "the machine API": 0.15 };

/** Runs its part of the inputs, and reports every fault with the seed. */
async function none(
  share: number,
  name: keyof typeof parts,
  attempt: (draw: Dice, n: number) => Promise<string | null>,
) {
  const draw = dice(seed + share);
  const faults = new Set<string>();
  // What the server logs of its own faults belongs to the failure alone.
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const most = Math.ceil(inputs * parts[name]);
  const begun = performance.now();
  for (let n = 0; n < most && faults.size < 40; n++) {
    // What is refused for coming too often would not be tried.
    if (n % 20 === 0) await forgetLimits();
    const fault = await attempt(draw, n);
    if (fault) faults.add(fault);
  }
  vi.restoreAllMocks();
  const seconds = (performance.now() - begun) / 1000;
  console.info(`${name}: ${most} hostile inputs in ${seconds.toFixed(0)} s, seed ${seed}`);
  expect([...faults]).toEqual([]);
}

describe("no hostile input makes the server fail, hang or show its inside", () => {
  test("procedures", { timeout: 3_600_000 }, async () => {
    type Procedure = { _def: { type: string; inputs: z.ZodType[] } };
    const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>).filter(
      ([, { _def }]) => _def.type !== "subscription",
    );
    const callers = [staff, member].map((user) =>
      createCallerFactory(appRouter)({
        user,
        now: new Date(),
        requestId: "req_hostile",
        wantedCompany: null,
        viewAs: null,
      }),
    );
    await none(0, "procedures", async ({ below, oneOf }, n) => {
      const [name, { _def }] = procedures[n % procedures.length] as [string, Procedure];
      const draw = { below, oneOf };
      const parts = _def.inputs.map((schema) => drawn(schema, draw, known));
      const whole = parts.every((part) => typeof part === "object" && part !== null && !Array.isArray(part));
      const input = below(8) === 0 ? hostileValue(draw) : whole ? Object.assign({}, ...parts) : parts[0];
      const what = `${name}(${shown(input)})`;
      const call = name.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], oneOf(callers));
      const answer = bounded(what, (call as (input: unknown) => Promise<unknown>)(input));
      return answer.then(
        () => null,
        (error: unknown) => {
          if (!(error instanceof TRPCError)) return `not mapped for ${what}: ${String(error).slice(0, 300)}`;
          return error.code === "INTERNAL_SERVER_ERROR" || leaks.test(error.message)
            ? `${error.code} for ${what}: ${String(error.cause ?? error.message).slice(0, 300)}`
            : null;
        },
      );
    });
  });

  test("programs' API", { timeout: 3_600_000 }, async () => {
    const routes = new Map<(typeof operations)[number], Handler>();
    for (const operation of operations) routes.set(operation, (await handlerOf(operation)) as Handler);
    await none(1, "programs' API", async (draw, n) => {
      const operation = operations[n % operations.length] as (typeof operations)[number];
      const { method, path: address, query, body } = operation;
      const { below, oneOf } = draw;
      const names = [...address.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
      const given = Object.fromEntries(names.map((name) => [name, below(2) ? oneOf(known) : oneOf(hostileTexts)]));
      const written = (name: string) => encodeURIComponent((given[name] ?? "").replace(/\p{Surrogate}/gu, ""));
      const url = new URL(`http://portal/api/v1${address.replaceAll(/\{(\w+)\}/g, (_, name) => written(name))}`);
      for (const [name, field] of Object.entries(query?.shape ?? {}))
        if (below(2)) url.searchParams.set(name, String(drawn(field as z.ZodType, draw, known)));
      const [type, schema] = oneOf(Object.entries(body ?? { "application/json": undefined }));
      const sent = schema ? JSON.stringify(drawn(schema, draw, known)) : undefined;
      const text = below(10) ? sent : oneOf(hostileTexts);
      const authorization = below(12) ? `Bearer ${oneOf(keys)}` : oneOf(["Bearer \u00ff", "Bearer a.b.c", "Basic x"]);
      const request = new Request(url, {
        method: method.toUpperCase(),
        headers: {
          authorization,
          "content-type": type,
          ...(below(8) ? {} : { "ce-specversion": "1.0", "ce-id": "%00" }),
          ...(below(4) ? {} : { "idempotency-key": oneOf(["a", "b".repeat(255), "\u00ff", "c".repeat(4000), " "]) }),
        },
        ...(method === "get" || method === "delete" ? {} : { body: text ?? "" }),
      });
      const what = `${method} ${url.pathname}${url.search} ${(text ?? "").slice(0, 500)}`;
      const handler = routes.get(operation) as Handler;
      const params = Promise.resolve(given as never);
      return faultOf(await bounded(what, handler(request, { params })), what);
    });
  });

  test("the machine API", { timeout: 3_600_000 }, async () => {
    await none(2, "the machine API", async (draw, n) => {
      const { below, oneOf } = draw;
      const [path, handler, schema] = machineCalls[n % machineCalls.length] as (typeof machineCalls)[number];
      const body = schema ? drawn(schema, draw, known) : hostileValue(draw);
      const text = below(10) ? (JSON.stringify(body) ?? "") : oneOf(hostileTexts);
      const part = (value: unknown) => Buffer.from(JSON.stringify(value) ?? "").toString("base64url");
      const forged = () => {
        const head = { alg: "ES256", typ: "JWT", kid: hostileValue(draw) };
        const times = { iat: below(2) ? 0 : hostileValue(draw), exp: below(2) ? 2e9 : hostileValue(draw) };
        const said = { aud: origin, jti: hostileValue(draw), ...times };
        const names = below(2) ? { ...head, kid: oneOf(hostileTexts), ...said, jti: "12345678" } : head;
        return `Bearer ${part(names)}.${part({ ...said, jti: "12345678", iat: 0, exp: 2e9 })}.AAAA`;
      };
      const authorization = below(4) ? agent.bearer() : oneOf([forged(), `Enrolment ${"x".repeat(60)}`]);
      const request = new Request(`${origin}/api/machines/${path}`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: text,
      });
      const what = `${path} ${authorization.slice(0, 200)} ${text.slice(0, 500)}`;
      return faultOf(await bounded(what, handler(request, { params: Promise.resolve({} as never) })), what);
    });
  });
});
