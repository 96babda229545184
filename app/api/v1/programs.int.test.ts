import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clouds, machines, unassignedUsage, usageRecords } from "@/db/schema";
import { inProvider, jobRequest } from "@/server/context";
import { actionsOf, agentFor, makeLink } from "@/server/setup/testing/portal";
import { call, type ProgramsWorld, programsWorld } from "./testing";

let t: ProgramsWorld;
let own: string;
let all: string;
beforeAll(async () => {
  t = await programsWorld();
  own = t.keys.ownAll;
  all = t.keys.all;
});
afterAll(() => t.drop());

const provider = <T>(work: Parameters<typeof inProvider<T>>[1]) => inProvider(jobRequest("test"), work);
const installed = async () => {
  const agent = agentFor((await makeLink(t.own)).token);
  await agent.install();
  return agent;
};

describe("customers", () => {
  test("are renamed, suspended and resumed by a provider's key, under id or identifier", async () => {
    const { id, identifier } = (await call(all, "post", "/customers", { name: "Old GmbH" })).body;
    expect((await call(all, "patch", `/customers/${identifier}`, { name: "New GmbH" })).body).toMatchObject({
      id,
      name: "New GmbH",
      state: "active",
    });
    const suspend = { change: "suspend", reason: "unpaid since May" };
    expect((await call(all, "post", `/customers/${id}/state`, suspend)).body.state).toBe("suspended");
    expect((await call(all, "post", `/customers/${id}/state`, { change: "suspend", reason: "x" })).status).toBe(400);
    const resumed = await call(all, "post", `/customers/${id}/state`, { change: "resume", reason: "paid" });
    expect(resumed.body.state).toBe("active");
    expect(await actionsOf(id)).toEqual(expect.arrayContaining(["customer.renamed", "customer.suspended"]));
  });

  test("enter their information by their own key, and the provider decides on the credit limit", async () => {
    const contact = { kind: "billing", name: "Ada", email: "ADA@northwind.example", phone: "+49 30 1234567" };
    expect((await call(own, "put", `/customers/${t.own}/contact`, contact)).body.contacts).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: "billing", email: "ada@northwind.example" })]),
    );
    const confirmed = await call(own, "put", `/customers/${t.own}/identifier`, { identifier: "northwind" });
    expect(confirmed.body).toMatchObject({ identifier: "northwind", identifierConfirmed: true });
    const billing = { legalName: "Northwind GmbH", address: "Street 1\n10115 Berlin", country: "de" };
    const billed = await call(own, "put", "/customers/northwind/billing-information", billing);
    expect(billed.body.billingInformation).toMatchObject({ country: "DE", taxNumber: null });

    const asked = await call(own, "post", "/customers/northwind/credit-limit-requests", { amount: "500" });
    expect([asked.status, asked.body.state, asked.body.amountMinor]).toEqual([201, "requested", "50000"]);
    expect((await call(all, "get", "/credit-limit-requests")).body.creditLimitRequests).toMatchObject([
      { id: asked.body.id, customerName: "Northwind GmbH" },
    ]);
    const at = `/credit-limit-requests/${asked.body.id}`;
    expect((await call(t.keys.foreign, "get", at)).status).toBe(404);
    expect((await call(all, "post", `${at}/decision`, { decision: "declined" })).body.detail).toContain(
      "Give a reason",
    );
    const decided = await call(all, "post", `${at}/decision`, { decision: "approved", amount: "400" });
    expect(decided.body).toMatchObject({ state: "approved", approvedMinor: "40000" });
    expect((await call(own, "get", "/customers/northwind")).body.creditLimitMinor).toBe("40000");
    const set = await call(all, "put", "/customers/northwind/credit-limit", { amount: "900", reason: "grown" });
    expect(set.body.creditLimitMinor).toBe("90000");
  });
});

describe("people and keys", () => {
  test("a person is invited and the invitation revoked; members are read", async () => {
    const at = `/customers/${t.own}`;
    const made = await call(own, "post", `${at}/invitations`, { email: "Mia@x.example", role: "owner" });
    expect([made.status, made.body.email]).toEqual([201, "mia@x.example"]);
    const one = `${at}/invitations/${made.body.id}`;
    expect((await call(own, "get", one)).body).toEqual(expect.objectContaining({ role: "owner" }));
    expect((await call(own, "get", `${at}/invitations`)).body.invitations).toHaveLength(1);
    expect((await call(own, "delete", one)).status).toBe(204);
    expect((await call(own, "get", one)).status).toBe(404);
    expect((await call(own, "get", `${at}/members`)).body.members).toEqual([]);
    expect((await call(own, "patch", `${at}/members/memb_none`, { role: "owner" })).status).toBe(404);
    expect((await call(own, "delete", `${at}/members/memb_none`)).status).toBe(404);
  });

  test("a key makes keys that do no more than it does, with an end, and revokes them", async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const made = await call(own, "post", "/api-keys", { label: "till", scopes: ["usage:write"], expiresAt });
    expect(made.body).toMatchObject({ customerId: t.own, scopes: ["usage:write"], expiresAt, revokedAt: null });
    expect(made.body.key).toMatch(/^spw_/);
    expect((await call(own, "get", `/api-keys/${made.body.id}`)).body.key).toBeUndefined();
    const access = (await call(own, "post", "/api-keys", { label: "a", scopes: ["access:write"] })).body.key;
    const greedy = await call(access, "post", "/api-keys", { label: "b", scopes: ["usage:write"] });
    expect([greedy.status, greedy.body.field]).toEqual([403, "scopes"]);
    const past = await call(own, "post", "/api-keys", {
      label: "b",
      scopes: ["usage:write"],
      expiresAt: "2001-01-01T00:00:00Z",
    });
    expect(past.status).toBe(400);
    expect(
      (await call(own, "post", "/api-keys", { label: "c", scopes: ["usage:read"], customer: t.foreign })).status,
    ).toBe(404);
    const ids = (await call(own, "get", "/api-keys")).body.apiKeys.map(
      ({ customerId }: { customerId: string }) => customerId,
    );
    expect(new Set(ids)).toEqual(new Set([t.own]));
    const providers = (await call(all, "get", "/api-keys")).body.apiKeys;
    expect(providers.every(({ customerId }: { customerId: string | null }) => customerId === null)).toBe(true);
    expect((await call(own, "get", `/api-keys/${providers[0].id}`)).status).toBe(404);
    expect((await call(own, "delete", `/api-keys/${providers[0].id}`)).status).toBe(404);
    expect((await call(all, "delete", `/api-keys/${made.body.id}`)).status).toBe(204);
    expect((await call(own, "get", `/api-keys/${made.body.id}`)).body.revokedAt).not.toBeNull();
    expect((await call(made.body.key, "get", "/customers")).status).toBe(401);
  });
});

describe("machines, licenses and links", () => {
  test("a machine is rejected, given units, released; a link is read without and with its address", async () => {
    const agent = await installed();
    const at = `/machines/${agent.machineId}`;
    expect((await call(own, "put", `${at}/units`, { units: 3 })).body).toMatchObject({
      units: 3,
      version: expect.any(Number),
    });
    expect((await call(own, "patch", at, { name: "till 1" })).body.hostname).toBe("till 1");
    expect((await call(own, "put", `${at}/units`, { units: "" })).status).toBe(400);
    expect((await call(own, "post", `${at}/reject`, { reason: "not ours" })).status).toBe(409);
    expect((await call(own, "post", `${at}/end-quarantine`)).status).toBe(409);
    await provider(({ tx }) =>
      tx.update(machines).set({ state: "quarantined" }).where(eq(machines.id, agent.machineId)),
    );
    expect((await call(own, "post", `${at}/end-quarantine`)).body.state).toBe("enrolled");
    const { body: machine } = await call(own, "get", at);
    expect((await call(own, "get", `/links/${machine.linkId}`)).body).toMatchObject({ uses: 1, state: "spent" });
    expect((await call(own, "get", `/links/${machine.linkId}/uses`)).body.uses).toMatchObject([
      { machineId: agent.machineId },
    ]);
    expect((await call(own, "get", `/links/${machine.linkId}/address`)).body.url).toMatch(/\/i\//);
    expect((await call(t.keys.reads, "get", `/links/${machine.linkId}/address`)).status).toBe(403);
    expect((await call(t.keys.foreign, "get", `/links/${machine.linkId}`)).status).toBe(404);
    expect((await call(own, "post", `${at}/installer`)).status).toBe(200);
    expect((await call(t.keys.foreign, "post", `${at}/release`, { reason: "not ours" })).status).toBe(404);
    expect((await call(own, "post", `${at}/release`, { reason: "sold" })).body.state).toBe("retired");
  });

  test("a license is suspended, resumed, issued again, revoked by the provider; the company frees its seat", async () => {
    const agent = await installed();
    const id = String(agent.license?.claims.lic);
    const at = `/licenses/${id}`;
    expect((await call(own, "get", at)).body).toMatchObject({ id, state: "active", machineId: agent.machineId });
    const because = { reason: "for a test" };
    expect((await call(all, "post", `${at}/suspend`, because)).body.state).toBe("suspended");
    expect((await call(all, "post", `${at}/resume`)).body.state).toBe("active");
    expect((await call(all, "post", `${at}/issue-again`)).body.state).toBe("active");
    expect((await call(own, "get", `${at}/targets`)).body).toEqual(
      expect.objectContaining({ targets: [], more: false }),
    );
    const none = await call(own, "post", `${at}/transfer`, { ...because, toMachineId: "mach_none" });
    expect(none.status).toBe(404);
    expect((await call(t.keys.foreign, "post", `${at}/release`, because)).status).toBe(404);
    expect((await call(own, "post", `${at}/release`, because)).body.state).toBe("released");
    const other = String((await installed()).license?.claims.lic);
    expect((await call(all, "post", `/licenses/${other}/revoke`, because)).body.state).toBe("revoked");
    const [account] = (await call(own, "get", `/customers/${t.own}/cloud-accounts`)).body.cloudAccounts;
    expect(account).toMatchObject({ service: "compute-node", state: "open" });
  });
});

describe("catalogue, limits and usage", () => {
  test("a limit is added to a plan by its slug, changed, ended, and read with where use stands", async () => {
    const { services } = (await call(own, "get", "/services")).body;
    const service = services.find(({ overflowMeter }: { overflowMeter: string | null }) => overflowMeter !== null);
    const plan = service.plans[0];
    expect((await call(own, "get", `/plans/${plan.slug}`)).body).toMatchObject(plan);
    expect((await call(own, "get", `/services/${service.slug}`)).body.name).toBe(service.name);
    expect((await call(own, "get", `/meters/${service.overflowMeter}`)).body.unit).toEqual(expect.any(String));
    expect((await call(own, "get", "/meters/none")).status).toBe(404);
    const at = `/customers/${t.own}/limits`;
    const limit = {
      plan: plan.slug,
      meter: service.overflowMeter,
      limit: "8",
      period: "month",
      thresholdPercent: "80",
      overRate: "1.50",
      billingStep: "1",
      overflowPolicy: "ask",
    };
    const made = await call(all, "post", at, limit);
    expect([made.status, made.body.limit, made.body.plan]).toEqual([201, "8", plan.slug]);
    const daily = await call(all, "post", at, { ...limit, period: "day" });
    expect([daily.status, daily.body.detail]).toEqual([409, expect.stringContaining("share their period")]);
    expect((await call(own, "get", at)).body.limits).toHaveLength(1);
    const one = `${at}/${made.body.id}`;
    const looked = await call(all, "patch", one, { limit: "20", preview: true });
    expect([looked.status, looked.body]).toMatchObject([
      200,
      { stored: false, limit: { limit: "8" }, windows: [], left: 0 },
    ]);
    const cloud = { id: "cld_counted", slug: "counted", name: "Counted", driver: "none", colorIndex: 7 };
    await inProvider(jobRequest("test"), ({ tx, now }) => tx.insert(clouds).values({ ...cloud, createdAt: now }));
    const counted = await call(all, "post", at, {
      ...{ ...limit, meter: "requests", period: "month", cloud: cloud.slug, anchorDay: 31, billingFactor: "0.5" },
      covers: [{ name: "Launch offer", quantity: "2" }],
      referenceShares: [{ cloud: cloud.slug, share: "0" }],
    });
    expect([counted.status, counted.body]).toMatchObject([
      201,
      {
        ...{ cloud: cloud.slug, anchorDay: 31, billingFactor: "0.5" },
        covers: [{ name: "Launch offer", quantity: "2" }],
        referenceShares: [{ cloud: cloud.slug, share: "0" }],
      },
    ]);
    const widened = await call(all, "patch", `${at}/${counted.body.id}`, { cloud: null, covers: [] });
    expect(widened.body.limit).toMatchObject({ cloud: null, covers: [], billingFactor: "0.5" });
    expect((await call(all, "patch", `${at}/${counted.body.id}`, { anchorDay: 1 })).status).toBe(400);
    const ended = await call(all, "post", `${at}/${counted.body.id}/end`, { at: counted.body.validFrom });
    expect(ended.status).toBe(200);
    expect((await call(all, "post", at, { ...limit, cloud: "on-premises" })).body.detail).toContain("all clouds");
    const changed = await call(all, "patch", one, { limit: "20" });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      { stored: true, limit: { limit: "20" }, windows: null },
    ]);
    expect((await call(all, "patch", one, { limit: "20" })).status).toBe(400);
    expect(changed.body.limit).toMatchObject({ overflowMachinesMax: 2, answerMinutes: 240, costCapMinor: null });
    const capped = await call(all, "patch", one, { overflowMachinesMax: 3, answerMinutes: 60, costCap: "12.50" });
    expect(capped.body.limit).toMatchObject({
      ...{ limit: "20", overflowMachinesMax: 3, answerMinutes: 60, costCapMinor: "1250" },
    });
    expect((await call(all, "patch", one, { costCap: null })).body.limit.costCapMinor).toBeNull();
    const fine = await call(all, "patch", one, { costCap: "1.005" });
    expect([fine.status, fine.body.detail]).toEqual([400, expect.stringContaining("more decimals than EUR has")]);
    expect((await call(all, "patch", one, { overflowMachinesMax: 0 })).status).toBe(400);
    expect((await call(all, "patch", one, { limit: "5", from: "2020-01-01T00:00:00Z" })).status).toBe(400);
    expect((await call(own, "patch", one, { limit: "30" })).status).toBe(403);
    const planned = await call(all, "post", `${one}/end`, { at: "2098-01-01T00:00:00Z" });
    expect(planned.body).toMatchObject({ stored: true, limit: { validTo: "2098-01-01T00:00:00.000Z" } });
    expect((await call(all, "post", `${one}/end`, { at: null })).body.limit.validTo).toBeNull();
    expect((await call(all, "post", `${one}/end`, { at: null })).status).toBe(400);
    expect((await call(all, "post", `${at}/none/end`, {})).status).toBe(404);
    expect((await call(own, "get", `${at}/${made.body.id}`)).body.meter).toBe(service.overflowMeter);
    expect((await call(own, "get", `/customers/${t.own}/standings`)).body.standings).toMatchObject([
      { limitId: made.body.id, soFarMinor: "0" },
    ]);
    const preview = `/customers/${t.own}/standings/preview`;
    const assumed = { uses: [{ meter: service.overflowMeter, quantity: "1000", cloud: "on-premises" }] };
    const [shown] = (await call(all, "post", preview, assumed)).body.standings;
    expect(shown).toMatchObject({ limitId: made.body.id, before: { use: "0" }, difference: { use: "1000" } });
    expect([shown.after.over, shown.after.ordinals]).toEqual([true, [1]]);
    expect((await call(all, "post", preview, { factor: "1.3" })).body.standings).toMatchObject([
      { limitId: made.body.id, action: "none", difference: { use: "0", aboveLimit: "0" } },
    ]);
    const neither = await call(all, "post", preview, { ...assumed, factor: "2" });
    expect([neither.status, neither.body.detail]).toEqual([400, expect.stringContaining("Name uses, or a factor.")]);
    expect((await call(own, "post", preview, assumed)).status).toBe(403);
    expect((await call(own, "get", `/customers/${t.own}/overflows`)).body.overflows).toEqual([]);
    for (const [act, body] of [
      ["answer", { answer: "yes" }],
      ["retry", undefined],
      ["give-up", { reason: "too dear" }],
    ] as const)
      expect((await call(all, "post", `/customers/${t.own}/overflows/ovf_none/${act}`, body)).status).toBe(404);
  });

  test("a meter of the provider's own is added and changed by a provider's key, and what is fixed is refused", async () => {
    const meter = {
      slug: "tickets",
      name: "Tickets",
      unit: "tickets",
      kind: "counter",
      aggregation: "sum",
      decimals: 0,
    };
    expect((await call(own, "post", "/meters", meter)).status).toBe(403);
    const made = await call(all, "post", "/meters", meter);
    expect(made).toMatchObject({
      status: 201,
      body: { ...meter, whole: false, staleMinutes: 15, plausibleRecord: null },
    });
    expect((await call(all, "post", "/meters", meter)).status).toBe(409);
    const wrong = await call(all, "post", "/meters", { ...meter, slug: "other", aggregation: "max" });
    expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([
      400,
      expect.stringContaining("has the aggregation sum"),
    ]);
    const changed = await call(all, "patch", "/meters/tickets", { name: "Support tickets", unit: "calls" });
    expect(changed).toMatchObject({ status: 200, body: { name: "Support tickets", unit: "calls" } });
    expect((await call(all, "patch", "/meters/requests", { unit: "calls" })).status).toBe(409);
    expect((await call(own, "get", "/meters/tickets")).body).toMatchObject({ slug: "tickets", unit: "calls" });
  });

  test("waiting use is assigned to a customer, and whose figures count is decided", async () => {
    const now = new Date();
    const body = {
      id: "r1",
      source: "till",
      meter: "requests",
      subject: null,
      at: now.toISOString(),
      start: new Date(now.getTime() - 60_000).toISOString(),
      quantity: "5",
      cloud: null,
      customer: "somebody",
    };
    await provider(({ tx }) =>
      tx.insert(unassignedUsage).values({
        id: "unas_1",
        source: "till",
        eventId: "r1",
        reason: "unknown_customer",
        sourceKind: "program",
        body,
        receivedAt: now,
      }),
    );
    const { senders } = (await call(all, "get", "/unassigned-usage")).body;
    expect(senders).toMatchObject([{ source: "till", named: "somebody", rows: 1 }]);
    const { rows: _, since: __, ...sender } = senders[0];
    const assigned = await call(all, "post", "/unassigned-usage/assignment", { ...sender, customer: t.own });
    expect(assigned.body).toMatchObject({ accepted: 1, rejected: 0 });
    const recorded = await provider(({ tx }) =>
      tx.select().from(usageRecords).where(eq(usageRecords.customerId, t.own)),
    );
    expect(recorded.map(({ source }) => source)).toContain("till");
    expect((await call(own, "get", "/usage-batches")).body.batches[0]).toMatchObject({
      customerId: t.own,
      accepted: 1,
    });
    const decision = {
      customer: t.own,
      cloud: "on-premises",
      meter: "units",
      sourceKind: "program",
      validFrom: body.at,
    };
    expect((await call(all, "put", "/usage-authorities", decision)).status).toBe(400);
    const stated = { ...decision, reason: "the till counts them" };
    const looked = await call(all, "put", "/usage-authorities", { ...stated, preview: true });
    expect(looked).toMatchObject({ status: 200, body: { correctionId: null, records: 0, windows: [], left: 0 } });
    const made = await call(all, "put", "/usage-authorities", stated);
    expect(made).toMatchObject({ status: 200, body: { correctionId: null, records: 0, windows: null } });
    const known = (await call(all, "get", `/usage-authorities?customer=${t.own}`)).body.authorities;
    expect(known.map(({ reason }: { reason: string | null }) => reason)).toContain("the till counts them");
    const { authorities } = (await call(own, "get", "/usage-authorities")).body;
    const decided = authorities.find(({ meter }: { meter: string }) => meter === "units");
    expect(decided).toMatchObject({ cloud: "on-premises", sourceKind: "program", reason: null });
    expect((await call(own, "get", `/usage-authorities/${decided.id}`)).body).toMatchObject(decided);
    expect((await call(own, "get", "/usage-imports")).body.imports).toEqual([]);
    expect((await call(own, "get", "/usage-imports/impt_none")).status).toBe(404);
  });
});
