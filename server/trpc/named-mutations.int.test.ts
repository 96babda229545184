import { createTRPCClient, getUntypedClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { type Context, inProvider, jobRequest } from "../context";
import { addStaff } from "../identity/add-staff";
import { type CurrentUser, userOfSession } from "../identity/current-user";
import { sessionOf } from "../identity/testing/session-of";
import { licenseById, licenseOf } from "../licensing/queries";
import { linksOf } from "../reads/link-list";
import { agentFor, machineRowOf, makeCustomer, makeLink, shipCatalogue, someFacts } from "../setup/testing/portal";
import { type AppRouter, appRouter } from "./root";

// What a button or menu of a list does: it calls a mutation by its name, over HTTP, with plain data as input.

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let customerId = "";
let operator: CurrentUser;
let support: CurrentUser;

const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test"), work);

/** The browser's client, with the portal's own handler behind it. */
const clientOf = (user: CurrentUser) => {
  const createContext = () => ({ user, now: new Date(), requestId: "req_named", wantedCompany: null, viewAs: null });
  const handle = (req: Request) =>
    fetchRequestHandler({ endpoint: "/api/trpc", req, router: appRouter, createContext });
  const client = createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: "http://127.0.0.1/api/trpc",
        transformer: superjson,
        fetch: (url, init) => handle(new Request(url, init as RequestInit)),
      }),
    ],
  });
  return getUntypedClient(client);
};

const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => "done",
    (error) => {
      if (!(error instanceof TRPCClientError)) throw error;
      return { message: error.message, requestId: error.data?.requestId };
    },
  );

beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
  customerId = await makeCustomer();
  const staff = (email: string, role: "operator" | "support") =>
    provider(async (ctx) => {
      const { userId } = await addStaff(ctx, { email, role });
      return (await userOfSession(ctx, sessionOf(userId))) as CurrentUser;
    });
  operator = await staff("o@example.com", "operator");
  support = await staff("s@example.com", "support");
});
afterAll(() => t.drop());

describe("a mutation that is named in data", () => {
  test("changes what its verb changes: license, machine, link", async () => {
    const { mutation } = bound(clientOf(operator));
    const link = await makeLink(customerId);
    const agent = agentFor(link.token, someFacts());
    await agent.install();
    const { machineId } = agent;
    const license = await provider((ctx) => licenseOf(ctx, customerId, machineId));
    const licenseId = license?.id ?? "";
    const state = async () => (await provider((ctx) => licenseById(ctx, customerId, licenseId))).state;

    await mutation("licenses.suspend", { customerId, licenseId, reason: "Not paid." });
    expect(await state()).toBe("suspended");
    await mutation("licenses.resume", { customerId, licenseId });
    expect(await state()).toBe("active");
    await mutation("licenses.issueAgain", { customerId, licenseId });
    await mutation("machines.release", { customerId, machineId, reason: "Replaced." });
    expect(await state()).toBe("released");
    expect((await machineRowOf(machineId)).state).toBe("retired");
    const open = await makeLink(customerId);
    await mutation("links.revoke", { customerId, linkId: open.id });
    const { rows } = await provider((ctx) => linksOf(ctx, customerId, { search: open.id, limit: 1, sort: "newest" }));
    expect(rows).toMatchObject([{ state: "revoked" }]);
  });

  test("is refused with the verb's own sentence and the request's id", async () => {
    const { mutation } = bound(clientOf(operator));
    const agent = agentFor((await makeLink(customerId)).token, someFacts());
    await agent.collect();
    const license = await provider((ctx) => licenseOf(ctx, customerId, agent.machineId));
    const key = { customerId, licenseId: license?.id ?? "" };
    expect(await refusalOf(mutation("licenses.suspend", { ...key, reason: "Not paid." }))).toEqual({
      message: "Only an active license can be suspended; this one is pending.",
      requestId: "req_named",
    });
    expect(await refusalOf(mutation("licenses.suspend", { ...key, reason: " " }))).toEqual({
      message: "Give a reason of a few words.",
      requestId: "req_named",
    });
    const overflow = { customerId, overflowId: "ovf_none" };
    expect(await refusalOf(mutation("operations.giveUpOverflow", { ...overflow, reason: "no" }))).toMatchObject({
      message: "Give a reason of a few words.",
    });
  });

  test("is refused to those who may only read", async () => {
    const { mutation } = bound(clientOf(support));
    const calls: [string, object][] = [
      ["machines.approve", { machineId: "mach_x" }],
      ["machines.reject", { machineId: "mach_x", reason: "Unknown." }],
      ["machines.endQuarantine", { machineId: "mach_x" }],
      ["machines.release", { machineId: "mach_x", reason: "Unknown." }],
      ["licenses.issueAgain", { licenseId: "lic_x" }],
      ["licenses.suspend", { licenseId: "lic_x", reason: "Unknown." }],
      ["licenses.resume", { licenseId: "lic_x" }],
      ["licenses.release", { licenseId: "lic_x", reason: "Unknown." }],
      ["licenses.revoke", { licenseId: "lic_x", reason: "Unknown." }],
      ["links.revoke", { linkId: "link_x" }],
      ["clouds.test", { cloudId: "cloud_x" }],
      ["overflows.answer", { overflowId: "ovf_x", answer: "no" }],
      ["operations.retryOverflow", { overflowId: "ovf_x" }],
      ["operations.giveUpOverflow", { overflowId: "ovf_x", reason: "Unknown." }],
    ];
    for (const [name, input] of calls)
      expect([name, await refusalOf(mutation(name, { customerId, ...input }))]).toEqual([
        name,
        { message: expect.stringContaining("does not allow this"), requestId: "req_named" },
      ]);
  });
});

function bound(client: ReturnType<typeof clientOf>) {
  return { mutation: (name: string, input: object) => client.mutation(name, input) };
}
