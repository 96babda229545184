import { isTrackedEnvelope } from "@trpc/server";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endedSessions, memberships } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { announceChange } from "../audit/record-audit";
import { type Context, inProvider, jobRequest } from "../context";
import { addStaff, changeStaffRole, endSessions } from "../identity/add-staff";
import { changeMemberRole, removeMember } from "../identity/change-member";
import { addUser } from "../identity/complete-sign-in";
import { userOfSession } from "../identity/current-user";
import { endSession, pruneEndedSessions } from "../identity/end-session";
import { sessionOf } from "../identity/testing/session-of";
import { makeCustomer, shipCatalogue } from "../setup/testing/portal";
import { createCallerFactory } from "./init";
import { appRouter } from "./root";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let customerId = "";
const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test"), work);
beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
  customerId = await makeCustomer();
});
afterAll(() => t.drop());

/** A member with a session of their own. */
const member = (id: string) =>
  provider(async (ctx) => {
    const user = await addUser(ctx, { email: `${id}@example.com` });
    const own = { customerId, id, userId: user.id, email: user.email, role: "technical" as const };
    await ctx.tx.insert(memberships).values({ ...own, createdAt: ctx.now });
    return { ...sessionOf(user.id), sessionId: `session of ${id}` };
  });

type Session = Awaited<ReturnType<typeof member>>;

const topicsOf = (message: unknown): string[] =>
  isTrackedEnvelope(message) && Array.isArray(message[1]) ? message[1] : [];

/** The stream that a page of this person follows, as HTTP opens it; it is being followed once this answers. */
async function follow(session: Session, what: "company" | "provider") {
  const user = await provider((ctx) => userOfSession(ctx, session));
  const context = { user, session, now: new Date(), requestId: "req_live", wantedCompany: null, viewAs: null };
  const api = createCallerFactory(appRouter)(context);
  const stream = await (what === "company"
    ? api.live.company({ lastEventId: "." })
    : api.live.provider({ lastEventId: "." }));
  const messages = stream[Symbol.asyncIterator]();
  await messages.next(); // A position that nobody knows is answered at once.
  const next = messages.next();
  return {
    /** What comes until the stream ends. */
    rest: async () => {
      const topics: string[] = [];
      for (let message = await next; !message.done; message = await messages.next())
        topics.push(...topicsOf(message.value));
      return topics;
    },
    next,
  };
}

describe("a stream ends with its follower", () => {
  test("when they sign out, in whatever process; others follow on", async () => {
    const [ada, bob] = [await member("ada"), await member("bob")];
    const [ends, stays] = [await follow(ada, "company"), await follow(bob, "company")];
    await provider((ctx) => endSession(ctx, ada));
    expect(await ends.rest()).toEqual(["all"]);
    await provider((ctx) => announceChange(ctx, "usage", customerId));
    expect(topicsOf((await stays.next).value)).toEqual(["usage"]);
    expect(await provider((ctx) => userOfSession(ctx, ada))).toBeNull();
    expect(await provider((ctx) => userOfSession(ctx, bob))).not.toBeNull();
    await expect(follow(ada, "company")).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });

  test("when they are removed, or given another role", async () => {
    const [removed, changed] = [await member("cleo"), await member("dan")];
    const [gone, other] = [await follow(removed, "company"), await follow(changed, "company")];
    await provider((ctx) => removeMember(ctx, { customerId, id: "cleo" }));
    expect((await gone.rest()).at(-1)).toBe("all");
    await provider((ctx) => changeMemberRole(ctx, { customerId, id: "dan", role: "billing" }));
    expect((await other.rest()).at(-1)).toBe("all");
  });

  test("when staff are taken off the staff, given another role, or have their sessions ended", async () => {
    await provider((ctx) => addStaff(ctx, { email: "boss@example.com", role: "owner" }));
    const ending: ((ctx: Context, userId: string) => Promise<unknown>)[] = [
      (ctx, userId) => changeStaffRole(ctx, { userId, role: null }),
      (ctx, userId) => changeStaffRole(ctx, { userId, role: "support" }),
      (ctx, userId) => endSessions(ctx, { userId }),
    ];
    for (const [n, end] of ending.entries()) {
      const { userId } = await provider((ctx) => addStaff(ctx, { email: `${n}@example.com`, role: "operator" }));
      const stream = await follow({ ...sessionOf(userId), sessionId: `session ${n}` }, "provider");
      await provider((ctx) => end(ctx, userId));
      expect((await stream.rest()).at(-1)).toBe("all");
    }
  });
});

test("a session ends once, in the audit log too, and is forgotten when its cookie has expired", async () => {
  const eve = await member("eve");
  for (let time = 0; time < 3; time++) await provider((ctx) => endSession(ctx, eve));
  const log = await t.db.providerSql`select action from audit_entries where subject_id = ${eve.userId}`;
  expect(log.map(({ action }) => action)).toEqual(["user.signed_out"]);
  const left = async (before: Date) => {
    await provider((ctx) => pruneEndedSessions(ctx, { before, limit: 10 }));
    return provider((ctx) =>
      ctx.tx
        .select()
        .from(endedSessions)
        .where(and(eq(endedSessions.id, eve.sessionId))),
    );
  };
  expect(await left(new Date(eve.until * 1000 - 1))).toHaveLength(1);
  expect(await left(new Date(eve.until * 1000 + 1))).toHaveLength(0);
  const expired = { ...eve, until: 1 };
  expect(await provider((ctx) => userOfSession(ctx, expired))).toBeNull();
});
