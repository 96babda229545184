import { expect, test } from "@playwright/test";
import postgres from "postgres";
import { databaseUrl, readWalk, type Walk } from "./chain/walk";
import { sandboxCloud } from "./support/clouds";

/**
 * The steps of the two documents' first claims in their order, from the audit log and the clouds' own logs, after
 * chain.spec.ts walked the chain (docs/claims.md). Nothing is done here: it is all read.
 */

type Entry = { seq: string; action: string; subjectId: string; actorKind: string; detail: Record<string, string> };
let walk: Walk;
let log: Entry[];
let sql: postgres.Sql;

test.beforeAll(async () => {
  walk = readWalk();
  sql = postgres(databaseUrl(), { max: 1, connection: { role: "spillway_provider" } });
  log = await sql<Entry[]>`
    select seq::text, action, subject_id as "subjectId", actor_kind as "actorKind", detail from audit_entries
     where customer_id = ${walk.customerId} order by audit_entries.seq`;
});
test.afterAll(() => sql.end());

const first = (action: string, subjectId?: string) =>
  log.findIndex((entry) => entry.action === action && (!subjectId || entry.subjectId === subjectId));
const at = (action: string, subjectId?: string): number => {
  const index = first(action, subjectId);
  expect(index, `${action} is not in the audit log`).toBeGreaterThanOrEqual(0);
  return index;
};
const machineId = async (instance: string): Promise<string> => {
  const [row] = await sql`select id from machines where customer_id = ${walk.customerId} and instance_id = ${instance}`;
  return String(row?.id);
};
const licenseOf = async (machine: string): Promise<string> => {
  const [row] = await sql`select id from licenses where customer_id = ${walk.customerId} and machine_id = ${machine}`;
  return String(row?.id);
};
const overflow = async () => {
  const [row] =
    await sql`select o.* from overflows o join billing_events e on e.id = o.billing_event_id where e.number = ${walk.eventNumber}`;
  if (!row) throw new Error("The walk left no overflow.");
  return row;
};

const tagsOf = (body: unknown): object => (body as { tags?: object } | null)?.tags ?? {};

test.describe("US 9,477,530: provisioning", () => {
  test("the machine's information is received", async () => {
    const [report] =
      await sql`select facts, recomputed_allocation_bytes from machine_reports where machine_id = ${await machineId(walk.firstMachine)}`;
    expect(report?.facts.serial).toMatch(/\S/);
    expect(Number(report?.recomputed_allocation_bytes)).toBeGreaterThan(0);
    at("machine.reported", await machineId(walk.firstMachine));
  });

  test("the customer's information is received", () => {
    at("contact.set");
    at("identifier.confirmed");
    at("credit_limit.requested");
  });

  test("the service is configured", async () => {
    const machine = await machineId(walk.firstMachine);
    expect(at("service.configured", machine)).toBeGreaterThan(at("machine.reported", machine));
    expect(at("service.configured", machine)).toBeGreaterThan(at("contact.set"));
  });

  test("the cloud account is opened and the license granted", async () => {
    const license = await licenseOf(await machineId(walk.firstMachine));
    expect(at("cloud_account.opened")).toBeGreaterThan(at("service.configured"));
    expect(at("license.granted", license)).toBeGreaterThan(at("cloud_account.opened"));
  });

  test("the installer is customised and transmitted", async () => {
    const machine = await machineId(walk.firstMachine);
    const transmitted = log.findIndex(
      ({ action, subjectId, detail }) =>
        action === "installer.transmitted" && [subjectId, detail.machine].includes(machine),
    );
    expect(transmitted).toBeGreaterThan(at("license.granted", await licenseOf(machine)));
  });

  test("the application is set up under the license", async () => {
    const machine = await machineId(walk.firstMachine);
    const order = [
      "application.laid_down",
      "machine.enrolled",
      "entitlements.acknowledged",
      "application.started",
      "machine.activated",
    ].map((action) =>
      log.findIndex(
        (entry) => entry.action === action && (entry.subjectId === machine || entry.detail.machine === machine),
      ),
    );
    expect(
      order.every((index) => index >= 0),
      `${order}`,
    ).toBe(true);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
});

test.describe("US 10,192,246: billing across clouds", () => {
  test("use in several clouds is recorded", async () => {
    const rows = await sql`
      select c.slug, count(*)::int as n from usage_records r join clouds c on c.id = r.cloud_id
       where r.customer_id = ${walk.customerId} and r.fate = 'counted' and r.meter = 'units' group by c.slug order by c.slug`;
    expect(rows.map(({ slug }) => slug)).toEqual(["sandbox-a", "sandbox-b"]);
  });

  test("no cloud was told a limit", async () => {
    for (const slug of ["sandbox-a", "sandbox-b"] as const) {
      const notices = await sandboxCloud(slug).notices();
      for (const { body } of notices)
        expect(["account", "billingEvent", "id", "inExcess", "resource", "secondMachine"]).toEqual(
          expect.arrayContaining(Object.keys(body)),
        );
      const requests = await sandboxCloud(slug).requests();
      const orders = requests.filter(({ path, body }) => path === "/v1/instances" && "event" in tagsOf(body));
      for (const { body } of orders) expect(Object.keys(tagsOf(body)).sort()).toEqual(["event", "portal"]);
    }
  });

  test("the threshold identifies a resource in the host cloud", async () => {
    const [standing] =
      await sql`select s.candidate, s.candidate_at from standings s join billing_events e on e.standing_id = s.id where e.number = ${walk.eventNumber}`;
    expect(standing?.candidate.flavor).toMatch(/\S/);
    expect(at("threshold.met")).toBeLessThan(at("billing_event.raised"));
    expect(at("resource.identified")).toBeGreaterThan(at("billing_event.raised"));
    const [event] = await sql`select cloud_id from billing_events where number = ${walk.eventNumber}`;
    expect((await overflow()).resource.cloudId).toBe(event?.cloud_id);
  });

  test("use is compared with the limit and one event raised", async () => {
    const events =
      await sql`select * from billing_events where customer_id = ${walk.customerId} and ordinal = 1 and number = ${walk.eventNumber}`;
    expect(events).toHaveLength(1);
    expect(Number(events[0]?.aggregate)).toBeGreaterThan(Number(events[0]?.limit_quantity));
    expect(events[0]?.first_machine_id).toBe(await machineId(walk.firstMachine));
  });

  test("the second machine is configured and installed", async () => {
    expect(at("overflow.configured")).toBeGreaterThan(at("resource.identified"));
    expect(at("overflow.machine_created")).toBeGreaterThan(at("overflow.configured"));
    const { machine_id: second } = await overflow();
    expect(at("machine.reported", String(second))).toBeGreaterThan(at("overflow.configured"));
    expect(at("service.configured", String(second))).toBeGreaterThan(at("machine.reported", String(second)));
  });

  test("the entitlements go to the second machine before the application starts", async () => {
    const { machine_id: second, license_id: license } = await overflow();
    const [row] = await sql`select derived_from, kind from licenses where id = ${String(license)}`;
    expect(row).toEqual({ derived_from: await licenseOf(await machineId(walk.firstMachine)), kind: "overflow" });
    const acknowledged = log.findIndex(
      ({ action, subjectId, detail }) =>
        action === "entitlements.acknowledged" && [subjectId, detail.machine].includes(String(second)),
    );
    const started = log.findIndex(
      ({ action, subjectId, detail }) =>
        action === "application.started" && [subjectId, detail.machine].includes(String(second)),
    );
    expect(acknowledged).toBeGreaterThan(0);
    expect(started).toBeGreaterThan(acknowledged);
  });

  test("the portion is carried by the second machine", async () => {
    expect(at("portion.carried")).toBeGreaterThan(at("overflow.entitled"));
    const { machine_id: second } = await overflow();
    const [use] =
      await sql`select max(last) as most from usage_ticks where customer_id = ${walk.customerId} and machine_id = ${String(second)} and meter = 'units' and overflow`;
    expect(Number(use?.most)).toBe(1);
  });

  test("the host cloud is told that the customer is no longer in excess", async () => {
    expect(at("cloud.notified")).toBeGreaterThan(at("portion.carried"));
    const [event] =
      await sql`select e.id, c.slug from billing_events e join clouds c on c.id = e.cloud_id where e.number = ${walk.eventNumber}`;
    const notices = await sandboxCloud(String(event?.slug)).notices();
    expect(notices.filter(({ body }) => body.billingEvent === event?.id).map(({ body }) => body.inExcess)).toEqual([
      true,
      false,
    ]);
  });
});
