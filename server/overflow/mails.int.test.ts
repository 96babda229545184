import { afterAll, beforeAll, expect, test } from "vitest";
import { memberships } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import type { Parameter } from "../billing/parameters";
import { addCustomer } from "../configuration/add-customer";
import { type Context, inProvider, jobRequest } from "../context";
import { addStaff } from "../identity/add-staff";
import { addUser } from "../identity/complete-sign-in";
import { inviteMember } from "../identity/invite-member";
import { markInstallation } from "../installation";
import { mailbox } from "../notifications/queries";
import { enqueueEventMails } from "./mails";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("command line"), work);

test("each is led where they may go, and mails name things as people do", async () => {
  const mails = await provider(async (ctx) => {
    await markInstallation(ctx, { mode: "production", providerName: "Hill Computing", currency: "EUR" });
    const { id: customerId } = await addCustomer(ctx, { name: "Sea & Co" });
    await inviteMember(ctx, { customerId, email: "owner@example.com", role: "owner" });
    const { id: userId } = await addUser(ctx, { email: "owner@example.com" });
    const member = {
      id: "mbr_1",
      name: null,
      customerId,
      userId,
      email: "owner@example.com",
      role: "owner" as const,
      createdAt: ctx.now,
    };
    await ctx.tx.insert(memberships).values(member);
    await addStaff(ctx, { email: "operator@example.com", role: "operator" });
    const named = { customerName: "Sea & Co", serviceName: "Compute node", meterName: "Units", unit: "units" };
    const engine = { mode: "limit", billingFactor: "1" } as Parameter["engine"];
    const parameter: Partial<Parameter> = {
      ...named,
      zone: { earlier: [], timeZone: "Europe/Berlin" },
      scopeCloudName: null,
      covers: [],
      engine,
    };
    const event = { id: "bev_1", customerId, number: 7, aggregate: "9", limit: "8", excess: "1", rate: "0.10" };
    const raised = { ...event, currency: "EUR", amountMinor: 10n, raisedAt: new Date("2026-11-29T10:00:00Z") };
    await enqueueEventMails(ctx, parameter as Parameter, raised as never);
    return mailbox(ctx);
  });
  const about = mails.filter((mail) => mail.subject.startsWith("EV-7"));
  const linkOf = (to: string) => about.find((mail) => mail.to === to)?.link?.url;
  expect(linkOf("owner@example.com")).toMatch(/\/billing\/events\/7$/);
  expect(linkOf("operator@example.com")).toMatch(/\/admin\/billing-events\/7$/);
  expect(about[0]?.text).toBe(
    "Compute node uses 9 units; the limit of the meter Units is 8 units. The excess of 1 unit is billed at 0.10 EUR a unit: €0.10 so far.",
  );
  for (const { facts } of about) {
    const [since] = facts?.filter(({ label }) => label === "Since") ?? [];
    expect(since?.value, "one zone, that of the customer").toBe("29 Nov 2026, 11:00 Europe/Berlin");
  }
  expect(mails.find((mail) => mail.to === "owner@example.com" && mail.subject.includes("invited"))?.text).toMatch(
    /^Hill Computing invites you to Sea & Co as owner\./,
  );
});
