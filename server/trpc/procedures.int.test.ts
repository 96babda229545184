import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memberships } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { addCustomer } from "../configuration/add-customer";
import { type Context, inProvider, jobRequest } from "../context";
import { DomainError } from "../errors";
import { addStaff } from "../identity/add-staff";
import { addUser } from "../identity/complete-sign-in";
import { type CurrentUser, userOfSession } from "../identity/current-user";
import { sessionOf } from "../identity/testing/session-of";
import { createCallerFactory, type TrpcContext } from "./init";
import { asTrpcError, outwardError } from "./outward-error";
import { appRouter } from "./root";

const now = new Date("2026-11-21T10:00:00Z");
const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test", now), work);
const createCaller = createCallerFactory(appRouter);
const callerOf = (user: CurrentUser | null, more: Partial<TrpcContext> = {}) =>
  createCaller({ user, now, requestId: "req_test", wantedCompany: null, viewAs: null, ...more });

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let own: string;
let other: string;
let mia: CurrentUser;
let support: CurrentUser;
let finance: CurrentUser;

beforeAll(async () => {
  t = await makeTestDatabase();
  await provider(async (ctx) => {
    own = (await addCustomer(ctx, { name: "Own" })).id;
    other = (await addCustomer(ctx, { name: "Other" })).id;
    const user = await addUser(ctx, { email: "mia@example.com" });
    await ctx.tx.insert(memberships).values({
      customerId: own,
      id: "memb_1",
      userId: user.id,
      email: user.email,
      role: "technical",
      createdAt: now,
    });
    const signedIn = async (userId: string) => (await userOfSession(ctx, sessionOf(userId))) as CurrentUser;
    mia = await signedIn(user.id);
    support = await signedIn((await addStaff(ctx, { email: "s@example.com", role: "support" })).userId);
    finance = await signedIn((await addStaff(ctx, { email: "f@example.com", role: "finance" })).userId);
  });
});
afterAll(() => t.drop());

const codeOf = async (result: Promise<unknown>) =>
  result.then(
    () => "done",
    (error: unknown) => (error instanceof TRPCError ? error.code : "not mapped"),
  );
const contact = { kind: "main" as const, name: "Mia", email: "mia@example.com" };

describe("who may call what", () => {
  test("nobody who is not signed in gets anything but the answer that nobody is", async () => {
    const nobody = callerOf(null);
    const names = Object.keys(appRouter._def.procedures);
    expect(names.length).toBeGreaterThan(30);
    for (const name of names) {
      const call = name.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], nobody);
      const answer = await codeOf((call as () => Promise<unknown>)());
      expect([name, answer]).toEqual([name, name === "identity.me" ? "done" : "UNAUTHORIZED"]);
    }
  });

  test("a member works on the own company alone, whatever company the request names", async () => {
    const left = callerOf(mia, { wantedCompany: other }).configuration;
    expect(await codeOf(left.profile())).toBe("FORBIDDEN");
    expect(await codeOf(left.setContact({ ...contact, name: "Of another company" }))).toBe("FORBIDDEN");
    expect((await callerOf(mia).configuration.profile()).contacts.map(({ name }) => name)).not.toContain(
      "Of another company",
    );
    expect((await callerOf(mia, { viewAs: other }).configuration.profile()).customer.id).toBe(own);
    expect(await codeOf(callerOf(mia).configuration.profile({ customerId: other }))).toBe("NOT_FOUND");
    expect(await codeOf(callerOf(mia).configuration.setContact({ ...contact, customerId: other }))).toBe("NOT_FOUND");
    expect(await codeOf(callerOf(mia).customers.list({}))).toBe("FORBIDDEN");
    expect(await codeOf(callerOf(mia).frame.console())).toBe("FORBIDDEN");
  });

  test("roles are asked at each call", async () => {
    expect(await codeOf(callerOf(mia).configuration.setContact(contact))).toBe("done");
    expect(await codeOf(callerOf(mia).configuration.requestCreditLimit({ amount: "10" }))).toBe("FORBIDDEN");
    const { id: requestId } = await provider(async (ctx) => {
      const { requestCreditLimit } = await import("../configuration/request-credit-limit");
      return requestCreditLimit(ctx, { customerId: own, amount: "10" });
    });
    const decide = { customerId: own, requestId, decision: "approved" as const };
    expect(await codeOf(callerOf(support).customers.decideCreditLimit(decide))).toBe("FORBIDDEN");
    expect(await codeOf(callerOf(finance).customers.decideCreditLimit(decide))).toBe("done");
  });

  test("files are uploaded by staff who may correct usage alone, and read by all of them", async () => {
    const asked = { customerId: own, cloudId: "nowhere", way: "import" as const, files: [{ name: "a.csv", bytes: 1 }] };
    const piece = { uploadId: "upld_1", from: 0, content: new Blob(["x"]) };
    for (const [user, code] of [
      [mia, "FORBIDDEN"],
      [support, "FORBIDDEN"],
      [finance, "NOT_FOUND"],
    ] as const) {
      const { uploads } = callerOf(user);
      expect(await codeOf(uploads.begin(asked))).toBe(code);
      expect(await codeOf(uploads.receive(piece))).toBe(code);
      for (const act of [uploads.confirm, uploads.retry, uploads.discard])
        expect(await codeOf(act({ uploadId: "upld_1" }))).toBe(code);
    }
    expect(await codeOf(callerOf(mia).uploads.list())).toBe("FORBIDDEN");
    expect(await codeOf(callerOf(support).uploads.list())).toBe("done");
  });

  test("staff who look as a customer read and write nothing", async () => {
    const looking = callerOf(finance, { viewAs: own });
    expect((await looking.frame.portal()).viewing).toBe(true);
    expect((await looking.configuration.profile()).customer.id).toBe(own);
    expect(await codeOf(looking.configuration.setContact(contact))).toBe("FORBIDDEN");
    expect(await codeOf(looking.configuration.requestCreditLimit({ amount: "10" }))).toBe("FORBIDDEN");
    // In the console they act as staff, on a customer they name.
    expect(await codeOf(looking.configuration.setContact({ ...contact, customerId: own }))).toBe("done");
  });

  test("the palette finds a company's own things alone", async () => {
    expect((await callerOf(support).frame.searchConsole({ query: "other" })).map((item) => item.id)).toEqual([other]);
    expect(await callerOf(mia).frame.searchPortal({ query: "other" })).toEqual([]);
  });
});

describe("what leaves of an error", () => {
  test("a DomainError keeps its sentence and code, and names its field", () => {
    const error = asTrpcError(new DomainError("conflict", "It is taken.", { field: "identifier" }));
    expect(error.code).toBe("CONFLICT");
    expect(outwardError(error, "req_1")).toEqual({
      message: "It is taken.",
      data: { code: "conflict", requestId: "req_1", fields: { identifier: "It is taken." } },
    });
  });

  test("an unknown error is a plain one with the request's id, and nothing of it leaks", () => {
    const outward = outwardError(asTrpcError(new Error("password authentication failed for spillway_app")), "req_2");
    expect(JSON.stringify(outward)).not.toContain("spillway_app");
    expect(outward.data.code).toBe("internal");
    expect(outward.message).toContain("req_2");
  });

  test("bad input names each field with its sentence", async () => {
    const bad = callerOf(mia).configuration.setContact({ kind: "main", name: "", email: "x" });
    const error = await bad.catch((thrown: TRPCError) => thrown);
    const outward = outwardError(error as TRPCError, "req_3");
    expect(outward.data.fields).toEqual({
      name: "Enter the name.",
      email: "Enter an email address like ada@example.com.",
    });
  });
});
