import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { type Context, inProvider, jobRequest } from "../context";
import { addStaff } from "../identity/add-staff";
import { type CurrentUser, userOfSession } from "../identity/current-user";
import { sessionOf } from "../identity/testing/session-of";
import { documentsOf, licenseById, licenseOf } from "../licensing/queries";
import { agentFor, machineRowOf, makeCustomer, makeLink, shipCatalogue, someFacts } from "../setup/testing/portal";
import { createCallerFactory } from "./init";
import { appRouter } from "./root";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let one = "";
let other = "";
let operator: CurrentUser;
let support: CurrentUser;

const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test"), work);
const createCaller = createCallerFactory(appRouter);
const as = (user: CurrentUser) =>
  createCaller({ user, now: new Date(), requestId: "req_bulk", wantedCompany: null, viewAs: null }).licenses;

beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
  [one, other] = [await makeCustomer("One"), await makeCustomer("Other")];
  const staff = (email: string, role: "operator" | "support") =>
    provider(async (ctx) => {
      const { userId } = await addStaff(ctx, { email, role });
      return (await userOfSession(ctx, sessionOf(userId))) as CurrentUser;
    });
  operator = await staff("o@example.com", "operator");
  support = await staff("s@example.com", "support");
});
afterAll(() => t.drop());

/** A license of a machine that runs; or, `waiting`, of one that has only reported. */
const granted = async (customerId: string, waiting = false) => {
  const agent = agentFor((await makeLink(customerId)).token, someFacts());
  await (waiting ? agent.collect() : agent.install());
  const license = await provider((ctx) => licenseOf(ctx, customerId, agent.machineId));
  return { agent, customerId, licenseId: license?.id ?? "" };
};
type Granted = Awaited<ReturnType<typeof granted>>;
const keys = (...all: Granted[]) => all.map(({ customerId, licenseId }) => ({ customerId, licenseId }));
const stateOf = async ({ customerId, licenseId }: Granted) =>
  (await provider((ctx) => licenseById(ctx, customerId, licenseId))).state;
const audited = async (action: string, { licenseId }: Granted) =>
  t.db.providerSql`select detail, actor_kind from audit_entries where action = ${action} and subject_id = ${licenseId}`;

describe("actions on ticked licenses", () => {
  test("are judged one by one, over customers: what is refused undoes none of the others", async () => {
    const [active, waiting, elsewhere] = [await granted(one), await granted(one, true), await granted(other)];
    const answer = await as(operator).bulk({
      action: "suspend",
      licenses: keys(active, waiting, elsewhere, active),
      reason: "Not paid.",
    });
    expect(answer).toEqual({
      done: [active.licenseId, elsewhere.licenseId],
      refused: [
        {
          licenseId: waiting.licenseId,
          sentence: "Only an active license can be suspended; this one is pending.",
        },
      ],
    });
    expect([await stateOf(active), await stateOf(waiting), await stateOf(elsewhere)]).toEqual([
      "suspended",
      "pending",
      "suspended",
    ]);
    expect(await audited("license.suspended", active)).toMatchObject([
      { detail: { reason: "Not paid." }, actor_kind: "staff" },
    ]);
    expect(await audited("license.suspended", waiting)).toHaveLength(0);
    expect((await as(operator).bulk({ action: "resume", licenses: keys(active, waiting) })).done).toEqual([
      active.licenseId,
    ]);
  });

  test("that would change nothing say so", async () => {
    const license = await granted(one);
    const licenses = keys(license);
    expect(await as(operator).bulk({ action: "resume", licenses })).toEqual({
      done: [],
      refused: [{ licenseId: license.licenseId, sentence: "It is active already." }],
    });
    await as(operator).bulk({ action: "revoke", licenses, reason: "Contract ended." });
    expect(await stateOf(license)).toBe("revoked");
    for (const action of ["revoke", "release"] as const)
      expect((await as(operator).bulk({ action, licenses, reason: "Again." })).refused).toMatchObject([
        { sentence: "It is revoked already." },
      ]);
  });

  test("issue another document, where one may be issued", async () => {
    const [active, stopped] = [await granted(one), await granted(one)];
    await as(operator).bulk({ action: "suspend", licenses: keys(stopped), reason: "Not paid." });
    const answer = await as(operator).bulk({ action: "issue", licenses: keys(active, stopped) });
    expect(answer.done).toEqual([active.licenseId]);
    expect(answer.refused).toMatchObject([
      { licenseId: stopped.licenseId, sentence: expect.stringContaining("The license is suspended") },
    ]);
    expect(await provider((ctx) => documentsOf(ctx, one, active.licenseId))).toMatchObject([{ seq: 2 }, { seq: 1 }]);
    expect((await active.agent.heartbeat()).body.license).toBeDefined();
    expect(active.agent.license?.seq).toBe(2);
  });

  test("release seats with their machines, but never an overflow license", async () => {
    const [ordinary, overflow] = [await granted(one), await granted(one)];
    await t.db.providerSql`update licenses set kind = 'overflow' where id = ${overflow.licenseId}`;
    const answer = await as(operator).bulk({ action: "release", licenses: keys(ordinary, overflow), reason: "Moved." });
    expect(answer.done).toEqual([ordinary.licenseId]);
    expect(answer.refused).toMatchObject([{ sentence: expect.stringContaining("takes no seat") }]);
    expect((await machineRowOf(ordinary.agent.machineId)).state).toBe("retired");
    expect(await stateOf(overflow)).toBe("active");
  });

  test("ask for a reason where the verb does", async () => {
    const licenses = keys(await granted(one));
    for (const action of ["suspend", "release", "revoke"] as const)
      await expect(as(operator).bulk({ action, licenses })).rejects.toThrow("Give a reason of a few words.");
  });

  test("are not for those who only look; nor is a license of another customer's name found", async () => {
    const license = await granted(one);
    const licenses = keys(license);
    for (const action of ["issue", "suspend", "resume", "release", "revoke"] as const)
      await expect(as(support).bulk({ action, licenses, reason: "Trying." })).rejects.toThrow("does not allow this");
    expect(await stateOf(license)).toBe("active");
    expect((await as(support).listAll({ search: license.licenseId })).rows).toMatchObject([
      { id: license.licenseId, verdict: { code: "VALID" } },
    ]);
    const wrong = [{ customerId: other, licenseId: license.licenseId }];
    expect((await as(operator).bulk({ action: "suspend", licenses: wrong, reason: "Wrong." })).refused).toMatchObject([
      { sentence: expect.stringContaining("There is no license") },
    ]);
  });
});
