import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntries, installation, memberships, notices, signInTokens, users } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { customerById } from "../configuration/queries";
import { type Actor, type Context, inCustomer, inProvider, jobRequest, newRequest } from "../context";
import { env } from "../env";
import { forgetLimits } from "../http/testing/forget-limits";
import { sha256 } from "../keys/link-secrets";
import { mailBody } from "../notifications/mail-body";
import { addStaff, changeStaffRole, endSessions } from "./add-staff";
import { changeMemberRole, removeMember } from "./change-member";
import { memberActor, staffActor, userOfSession } from "./current-user";
import { claimFirstOwner, createFirstOwnerLink, firstOwnerLinkStanding } from "./first-owner";
import { inviteCustomer } from "./invite-customer";
import { inviteMember, revokeInvitation } from "./invite-member";
import { signInByOidc } from "./link-oidc-identity";
import { apiKeysOf, invitationsOf, membersOf } from "./queries";
import { redeemSignInToken } from "./redeem-sign-in-token";
import { requestSignIn } from "./request-sign-in";
import { signInAsDemoUser } from "./sign-in-as-demo-user";
import { sessionOf } from "./testing/session-of";

const staff: Actor = { kind: "staff", id: "user_s", label: "Sam", role: "owner" };
const start = new Date("2026-11-21T10:00:00Z");
const minutes = (n: number) => new Date(start.getTime() + n * 60_000);
const provider = <T>(work: (ctx: Context) => Promise<T>, at = start) => inProvider(newRequest(staff, at), work);

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

/** Asks for a link and takes the token out of the mail, as its reader does. */
async function mailedToken(email: string, at = start): Promise<string> {
  const asked = await provider((ctx) => requestSignIn(ctx, { email }), at);
  expect(asked).toEqual({ mailed: true });
  const mails = await provider((ctx) => ctx.tx.select().from(notices).where(eq(notices.recipient, email)), at);
  const newest = mails.filter((mail) => mail.subject.startsWith("Your link")).sort((a, b) => (a.id < b.id ? 1 : -1))[0];
  expect(JSON.stringify(newest?.body)).not.toContain("token=");
  return new URL(mailBody(newest?.body ?? {})?.link?.url ?? "").searchParams.get("token") ?? "";
}
const redeem = (token: string, at = start) =>
  inProvider(jobRequest("sign-in", at), (ctx) => redeemSignInToken(ctx, token));

describe("sign-in by a mailed link", () => {
  test("an invited company's first person signs in, joins, and the company is active; of 20 at once one counts", async () => {
    const company = await provider((ctx) => inviteCustomer(ctx, { name: "First", email: "first@example.com" }));
    expect((await provider((ctx) => customerById(ctx, company.id))).state).toBe("invited");
    const token = await mailedToken("first@example.com");
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(token)));
    expect(answers.filter((answer) => answer !== null)).toHaveLength(1);
    expect((await provider((ctx) => customerById(ctx, company.id))).state).toBe("active");
    const log = await provider((ctx) =>
      ctx.tx
        .select({ action: auditEntries.action })
        .from(auditEntries)
        .where(eq(auditEntries.customerId, company.id))
        .orderBy(auditEntries.seq),
    );
    expect(log.map((row) => row.action)).toEqual([
      "customer.added",
      "identifier.proposed",
      "customer.invited",
      "member.invited",
      "member.joined",
    ]);
    const [kept] = await provider((ctx) =>
      ctx.tx
        .select()
        .from(signInTokens)
        .where(eq(signInTokens.tokenHash, sha256(token))),
    );
    expect(kept?.usedAt).toEqual(start);
  });

  test("an expired token, an unknown one and an empty one count for nothing", async () => {
    const token = await mailedToken("first@example.com", minutes(60));
    expect(await redeem(token, minutes(75))).toBeNull();
    expect(await redeem("unknown", minutes(61))).toBeNull();
    expect(await redeem("", minutes(61))).toBeNull();
    expect(await redeem(token, minutes(74))).toMatchObject({ email: "first@example.com" });
  });

  test("an unknown address gets no mail, and an address gets five in a quarter of an hour", async () => {
    expect(await provider((ctx) => requestSignIn(ctx, { email: "nobody@example.com" }))).toEqual({ mailed: false });
    await provider((ctx) => addStaff(ctx, { email: "five@example.com", role: "support" }));
    for (let n = 0; n < 5; n++) await mailedToken("five@example.com");
    expect(await provider((ctx) => requestSignIn(ctx, { email: "five@example.com" }))).toEqual({ mailed: false });
    await forgetLimits(); // A quarter of an hour later.
    await mailedToken("five@example.com");
  });

  test("raising the session's version ends sessions; a disabled person has none; roles are read anew", async () => {
    const { userId } = await provider((ctx) => addStaff(ctx, { email: "sam@example.com", role: "operator" }));
    const look = (sessionVersion: number) => provider((ctx) => userOfSession(ctx, sessionOf(userId, sessionVersion)));
    const user = await look(1);
    expect(user && staffActor(user)).toMatchObject({ kind: "staff", role: "operator" });
    await provider((ctx) => changeStaffRole(ctx, { userId, role: "support" }));
    expect((await look(1))?.staffRole).toBe("support");
    await provider((ctx) => endSessions(ctx, { userId }));
    expect(await look(1)).toBeNull();
    expect(await look(2)).not.toBeNull();
    await provider((ctx) => ctx.tx.update(users).set({ disabledAt: start }).where(eq(users.id, userId)));
    expect(await look(2)).toBeNull();
  });
});

describe("sign-in by OpenID Connect", () => {
  const byOidc = (profile: object) => inProvider(jobRequest("sign-in", start), (ctx) => signInByOidc(ctx, profile));
  const iss = "https://id.example";

  test("needs a verified address the first time, then issuer and subject alone", async () => {
    await provider((ctx) => inviteCustomer(ctx, { name: "Oidc", email: "ada@example.com" }));
    expect(await byOidc({ iss, sub: "1", email: "ada@example.com" })).toBeNull();
    expect(await byOidc({ iss, sub: "1", email: "ada@example.com", email_verified: false })).toBeNull();
    const first = await byOidc({ iss, sub: "1", email: "Ada@Example.com", email_verified: true });
    expect(first).toMatchObject({ email: "ada@example.com" });
    expect(await byOidc({ iss, sub: "1" })).toEqual(first);
    // The provider gave the address to another person: the subject differs.
    expect(await byOidc({ iss, sub: "2", email: "ada@example.com", email_verified: true })).toBeNull();
    expect(await byOidc({ iss: "https://other.example", sub: "1" })).toBeNull();
  });

  test("an issuer that says nothing of verification is believed for the domains it is trusted with", async () => {
    await provider((ctx) => inviteCustomer(ctx, { name: "Silent", email: "kim@silent.example" }));
    const silent = { iss, sub: "kim", email: "kim@silent.example" };
    expect(await byOidc(silent)).toBeNull();
    Object.assign(env(), { OIDC_TRUSTED_DOMAINS: "other.example,Silent.example" });
    expect(await byOidc({ ...silent, email: "kim@silent.example.evil.example" })).toBeNull();
    expect(await byOidc({ ...silent, email_verified: false })).toBeNull();
    const first = await byOidc(silent);
    expect(first).toMatchObject({ email: "kim@silent.example" });
    Object.assign(env(), { OIDC_TRUSTED_DOMAINS: undefined });
    // Linked by issuer and subject: the address is not asked again.
    expect(await byOidc({ iss, sub: "kim" })).toEqual(first);
  });

  test("nobody who is neither known nor invited gets in, and an invitation that was revoked counts for nothing", async () => {
    expect(await byOidc({ iss, sub: "9", email: "eve@example.com", email_verified: true })).toBeNull();
    const company = await provider((ctx) => inviteCustomer(ctx, { name: "Late", email: "owner@late.example" }));
    const { id } = await provider((ctx) =>
      inviteMember(ctx, { customerId: company.id, email: "eve@example.com", role: "billing" }),
    );
    await provider((ctx) => revokeInvitation(ctx, { customerId: company.id, id }));
    expect(await byOidc({ iss, sub: "9", email: "eve@example.com", email_verified: true })).toBeNull();
  });
});

describe("the ways in that only some installations have", () => {
  test("sign in as: only where database and environment both say demo", async () => {
    const { userId } = await provider((ctx) => addStaff(ctx, { email: "demo@example.com", role: "owner" }));
    const enter = () => inProvider(jobRequest("sign-in", start), (ctx) => signInAsDemoUser(ctx, userId));
    expect(await enter()).toBeNull();
    const row = { id: "this", providerName: "P", currency: "EUR", createdAt: start };
    await provider((ctx) => ctx.tx.insert(installation).values({ ...row, mode: "production" }));
    expect(await enter()).toBeNull();
    await provider((ctx) => ctx.tx.update(installation).set({ mode: "demo" }));
    // The settings are cached: the change reaches this process by its notification.
    await expect.poll(enter).toMatchObject({ email: "demo@example.com" });
  });

  test("the first owner's link works once, and not while there is an owner", async () => {
    expect(await provider((ctx) => createFirstOwnerLink(ctx))).toBeNull();
    await provider((ctx) => ctx.tx.execute("delete from staff_members"));
    const link = async () =>
      new URL((await provider((ctx) => createFirstOwnerLink(ctx))) ?? "").searchParams.get("token");
    const old = (await link()) ?? "";
    const token = (await link()) ?? "";
    const standing = (given: string) => provider((ctx) => firstOwnerLinkStanding(ctx, given));
    expect(await Promise.all([old, token, "x".repeat(43), ""].map(standing))).toEqual(["open", "open", "gone", "gone"]);
    const claim = (given: string) =>
      provider((ctx) => claimFirstOwner(ctx, { token: given, email: "boss@example.com", name: "Bo" }));
    // A second start prints a second link; the first one counts as well, until there is an owner.
    const claims = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => claim(n % 2 ? token : old)));
    const url = claims.flatMap((one) => (one.status === "fulfilled" ? [one.value.url] : []));
    expect(url).toHaveLength(1);
    expect(await standing(old)).toBe("owned");
    expect(await redeem(new URL(url[0] ?? "").searchParams.get("token") ?? "")).toMatchObject({
      email: "boss@example.com",
    });
  });
});

describe("a company's team", () => {
  test("never loses its last owner, also when two owners remove each other at once", async () => {
    const company = await provider((ctx) => inviteCustomer(ctx, { name: "Team", email: "a@team.example" }));
    const customerId = company.id;
    await provider((ctx) => inviteMember(ctx, { customerId, email: "b@team.example", role: "owner" }));
    for (const email of ["a@team.example", "b@team.example"]) await redeem(await mailedToken(email));
    const [a, b] = await provider((ctx) => membersOf(ctx, customerId));
    const as = (by: typeof a, work: (ctx: Context) => Promise<unknown>) =>
      inCustomer(
        newRequest({ kind: "customer", id: by?.userId ?? "", label: "x", role: "owner", customerId }, start),
        customerId,
        work,
      );
    const both = await Promise.allSettled([
      as(a, (ctx) => removeMember(ctx, { customerId, id: b?.id ?? "" })),
      as(b, (ctx) => removeMember(ctx, { customerId, id: a?.id ?? "" })),
    ]);
    expect(both.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    const [left] = await provider((ctx) => membersOf(ctx, customerId));
    await expect(
      as(left, (ctx) => changeMemberRole(ctx, { customerId, id: left?.id ?? "", role: "billing" })),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  test("as the wrong customer every query finds nothing", async () => {
    const [mine] = await provider((ctx) =>
      ctx.tx
        .select()
        .from(memberships)
        .where(and(eq(memberships.email, "first@example.com"))),
    );
    const other = await provider((ctx) => inviteCustomer(ctx, { name: "Other", email: "o@other.example" }));
    const request = newRequest({ kind: "customer", id: "u", label: "u", role: "owner", customerId: other.id }, start);
    await inCustomer(request, other.id, async (ctx) => {
      expect(await membersOf(ctx, mine?.customerId ?? "")).toEqual([]);
      expect(await invitationsOf(ctx, mine?.customerId ?? "")).toEqual([]);
      expect(await apiKeysOf(ctx, mine?.customerId ?? "")).toEqual([]);
      expect(await apiKeysOf(ctx, null)).toEqual([]);
    });
    const user = await provider((ctx) => userOfSession(ctx, sessionOf(mine?.userId ?? "")));
    expect(user && memberActor(user, other.id)).toBeNull();
  });
});
