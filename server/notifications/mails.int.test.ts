import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditEntries, notices, workerProcesses } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { addCustomer } from "../configuration/add-customer";
import { type Context, inProvider, jobRequest } from "../context";
import { env } from "../env";
import { addStaff } from "../identity/add-staff";
import { inviteMember, revokeInvitation } from "../identity/invite-member";
import { staffList, teamOf } from "../identity/queries";
import { requestSignIn } from "../identity/request-sign-in";
import { markInstallation } from "../installation";
import { setProvider } from "../provider/set-provider";
import { pngOf } from "../provider/testing/png-of";
import { health } from "../reads/health";
import { openWork } from "../reads/open-work";
import { deliverNotices } from "./deliver-notices";
import { enqueueNotice } from "./enqueue-notice";
import { listNotices, openNotices } from "./queries";
import { dismissNotice, retryNotice } from "./retry-notice";
import { openSmtp, readMail } from "./testing/smtp-stand-in";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let smtp: Awaited<ReturnType<typeof openSmtp>>;
beforeAll(async () => {
  t = await makeTestDatabase();
  smtp = await openSmtp();
  Object.assign(env(), { SMTP_URL: smtp.url, SPILLWAY_MODE: "production" });
  await provider(async (ctx) => {
    await markInstallation(ctx, { mode: "production", providerName: "Hill & <Valley>", currency: "EUR" });
    await setProvider(ctx, { sender: "portal@hill.example", address: "Hill 1\nOslo" });
    await ctx.tx
      .insert(workerProcesses)
      .values({ id: "w", pid: 1, build: "b", startedAt: ctx.now, seenAt: new Date(ctx.now.getTime() + 600_000) });
  });
});
afterAll(async () => {
  await smtp.close();
  await t.drop();
});
beforeEach(async () => {
  smtp.refuse(() => undefined);
  smtp.mails.length = 0;
  await provider((ctx) => ctx.tx.delete(notices));
});

const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test"), work);
const deliver = () => deliverNotices(jobRequest("worker"));
const mail = (key: string, recipient = `${key}@example.com`) =>
  provider((ctx) =>
    enqueueNotice(ctx, {
      customerId: null,
      kind: "mail",
      dedupeKey: key,
      recipient,
      subject: "A limit is near",
      body: {
        text: "First.\n\nSecond of <b>Sea & Co</b>.",
        link: { label: "Open", url: "http://127.0.0.1/x?a=1&b=2" },
      },
    }),
  );
const rowOf = async (key: string) => {
  const [row] = await provider((ctx) => ctx.tx.select().from(notices).where(eq(notices.dedupeKey, key)));
  if (!row) throw new Error(`There is no notice ${key}.`);
  return row;
};
const refuse = (answer: string, command: RegExp) => smtp.refuse((line) => (command.test(line) ? answer : undefined));
const mailHealth = async () => (await health(jobRequest("test"))).checks.find(({ part }) => part === "mail");

describe("a mail", () => {
  test("comes from the provider, as HTML and as text, for no answering machine, under an id that stays", async () => {
    await mail("form");
    refuse("451 4.3.0 try later", /^DATA/);
    await deliver();
    expect(await rowOf("form")).toMatchObject({ attempts: 1, refusedAt: null, deliveredAt: null });
    await provider(async (ctx) => retryNotice(ctx, { id: (await rowOf("form")).id }));
    smtp.refuse(() => undefined);
    await deliver();
    const row = await rowOf("form");
    expect(row.deliveredAt).not.toBeNull();
    const { headers, parts } = readMail(smtp.mails[0] ?? "");
    expect(headers).toMatchObject({
      from: '"Hill & <Valley>" <portal@hill.example>',
      to: "form@example.com",
      subject: "A limit is near",
      "auto-submitted": "auto-generated",
      "x-auto-response-suppress": "All",
      "message-id": `<${row.id}@127.0.0.1>`,
    });
    expect(parts["text/plain"]?.replaceAll("\r\n", "\n").trim()).toBe(
      "First.\n\nSecond of <b>Sea & Co</b>.\n\nOpen:\nhttp://127.0.0.1/x?a=1&b=2\n\n-- \nHill & <Valley>\nHill 1\nOslo",
    );
    const html = parts["text/html"] ?? "";
    expect(html).toContain("Second of &#60;b&#62;Sea &#38; Co&#60;/b&#62;.");
    expect(html).not.toContain("<b>");
    expect(html.match(/href="http:\/\/127\.0\.0\.1\/x\?a=1&#38;b=2"/g)).toHaveLength(2);
    expect(html).toContain("prefers-color-scheme:dark");
    expect(html).toContain("Hill 1<br>Oslo");
    expect(html).not.toMatch(/<(script|img|link|form)\b|Spillway|our provider/i);
  });

  test("carries the logo as a part of itself", async () => {
    await provider((ctx) => setProvider(ctx, { logo: pngOf(120, 40) }));
    await mail("logo");
    await deliver();
    const { parts } = readMail(smtp.mails[0] ?? "");
    expect(parts["text/html"]).toContain('src="cid:logo" alt="Hill &#38; &#60;Valley&#62;"');
    expect(smtp.mails[0]).toMatch(/Content-Id: <logo>/i);
    await provider((ctx) => setProvider(ctx, { logo: null }));
  });
});

describe("a refusal for good", () => {
  test.each([
    ["550 5.1.1 No such user", /^RCPT/],
    ["553 5.1.8 Sender refused", /^MAIL FROM/],
    ["554 5.7.1 Content refused", /^DATA/],
  ])("%s stops at once, is shown, and is settled by sending it again or dismissing it", async (answer, command) => {
    await mail("gone");
    refuse(answer, command);
    await deliver();
    const refused = await rowOf("gone");
    expect(refused).toMatchObject({ attempts: 1, error: answer, refusedAt: expect.any(Date) });
    await provider((ctx) => ctx.tx.update(notices).set({ nextAttemptAt: new Date(0) }));
    smtp.refuse(() => undefined);
    await deliver();
    expect(smtp.mails).toEqual([]);
    const open = await provider(openNotices);
    expect(open).toEqual({ open: 1, failing: 0, refused: 1 });
    expect(await mailHealth()).toMatchObject({ ok: false, what: expect.stringContaining("1 refused for good") });
    expect((await provider(openWork)).notices).toMatchObject([{ error: answer, refusedAt: expect.any(Date) }]);
    expect((await provider((ctx) => listNotices(ctx, { limit: 5, state: "refused" }))).rows).toHaveLength(1);

    await provider((ctx) => retryNotice(ctx, { id: refused.id, recipient: "right@example.com" }));
    await deliver();
    expect(readMail(smtp.mails[0] ?? "").headers.to).toBe("right@example.com");
    expect(await mailHealth()).toMatchObject({ ok: true });
    const log = await provider((ctx) =>
      ctx.tx.select().from(auditEntries).where(eq(auditEntries.subjectId, refused.id)),
    );
    expect(log).toMatchObject([
      { action: "notice.retried", detail: { from: "gone@example.com", to: "right@example.com" } },
    ]);
  });

  test("dismissed, nothing asks anybody to look: health, Operations and the list agree", async () => {
    await mail("dismissed");
    refuse("550 5.1.1 No such user", /^RCPT/);
    await deliver();
    await provider(async (ctx) => dismissNotice(ctx, { id: (await rowOf("dismissed")).id }));
    expect(await mailHealth()).toMatchObject({ ok: true });
    expect((await provider(openWork)).notices).toEqual([]);
    expect(await provider(openNotices)).toEqual({ open: 0, failing: 0, refused: 0 });
    expect(await rowOf("dismissed")).toMatchObject({ dismissedBy: "test", error: "550 5.1.1 No such user" });
    await expect(provider(async (ctx) => retryNotice(ctx, { id: (await rowOf("dismissed")).id }))).rejects.toThrow();
  });

  test("what concerns the server and not the mail is tried again", async () => {
    await mail("later");
    for (const [answer, command] of [
      ["450 4.2.1 mailbox busy", /^RCPT/],
      ["554 5.3.2 no service here", /^CONNECT/],
    ] as const) {
      refuse(answer, command);
      await provider((ctx) => ctx.tx.update(notices).set({ nextAttemptAt: new Date(0) }));
      await deliver();
      expect(await rowOf("later")).toMatchObject({
        refusedAt: null,
        error: expect.stringContaining(answer.slice(0, 3)),
      });
    }
    smtp.refuse(() => undefined);
    await provider((ctx) => ctx.tx.update(notices).set({ nextAttemptAt: new Date(0) }));
    await deliver();
    expect(smtp.mails).toHaveLength(1);
  });

  test("it stands with the person it concerns, until a new invitation takes its place", async () => {
    const { id: customerId } = await provider((ctx) => addCustomer(ctx, { name: "Sea & Co" }));
    const invitation = { customerId, email: "wrong@example.com", role: "owner" } as const;
    await provider((ctx) => inviteMember(ctx, invitation));
    await provider((ctx) => addStaff(ctx, { email: "wrong@staff.example", role: "operator" }));
    refuse("550 5.1.1 No such user", /^RCPT/);
    await deliver();
    const team = () => provider((ctx) => teamOf(ctx, customerId));
    expect((await team()).invitations).toMatchObject([{ refusedMail: { reason: "550 5.1.1 No such user" } }]);
    expect(await provider(staffList)).toMatchObject([{ refusedMail: { reason: "550 5.1.1 No such user" } }]);
    await provider((ctx) => inviteMember(ctx, invitation));
    const [again] = (await team()).invitations;
    expect(again?.refusedMail).toBeNull();
    await provider((ctx) => revokeInvitation(ctx, { customerId, id: again?.id ?? "" }));
    expect(await provider(openNotices)).toMatchObject({ open: 1, refused: 1 });
  });

  test("a sign-in link goes to nobody else, and is removed once it is refused or of no use any more", async () => {
    await provider((ctx) => addStaff(ctx, { email: "kim@staff.example", role: "operator" }));
    await deliver();
    smtp.mails.length = 0;
    const request = (minutesAgo: number) =>
      inProvider(jobRequest("test", new Date(Date.now() - minutesAgo * 60_000)), (ctx) =>
        requestSignIn(ctx, { email: "kim@staff.example" }),
      );
    const newest = async () => {
      const rows = await provider((ctx) => ctx.tx.select().from(notices).orderBy(desc(notices.id)));
      const [row] = rows.filter(({ subject }) => subject.startsWith("Your link"));
      if (!row) throw new Error("Nothing was requested.");
      return row;
    };
    await request(16);
    await deliver();
    expect(smtp.mails).toEqual([]);
    expect(await newest()).toMatchObject({ dismissedBy: "expiry", body: { removed: expect.any(String) } });
    expect(await mailHealth()).toMatchObject({ ok: true });

    await request(0);
    const { id } = await newest();
    const elsewhere = provider((ctx) => retryNotice(ctx, { id, recipient: "eve@example.com" }));
    await expect(elsewhere).rejects.toThrow("cannot be sent to another address");
    refuse("550 5.1.1 No such user", /^RCPT/);
    await deliver();
    expect(await newest()).toMatchObject({ refusedAt: expect.any(Date), body: { removed: expect.any(String) } });
    await expect(provider((ctx) => retryNotice(ctx, { id }))).rejects.toThrow("has expired");
  });
});
