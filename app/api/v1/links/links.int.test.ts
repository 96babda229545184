import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as open } from "@/app/i/[link]/route";
import { actionsOf } from "@/server/setup/testing/portal";
import { ask, type ProgramsWorld, programsWorld } from "../testing";
import { DELETE } from "./[id]/route";
import { linkMade, linksAnswer } from "./contract";
import { GET, POST } from "./route";

let t: ProgramsWorld;
beforeAll(async () => {
  t = await programsWorld();
});
afterAll(() => t.drop());

const make = async (key: string, body: Record<string, unknown> = {}) =>
  linkMade.parse((await ask(POST, { key, body: { service: "compute-node", ...body } })).body);
const opened = async (url: string) =>
  (await open(new Request(`${url}.sh`), { params: Promise.resolve({ link: `${url.split("/").at(-1)}.sh` }) })).status;

test("a company's key makes a link for itself, lists it without secrets, and revokes it", async () => {
  const link = await make(t.keys.own, { serial: "SN-77", description: 'Ada\'s "laptop"', units: 3 });
  expect(link.command).toBe(`curl -fsSL ${link.url}.sh | sh`);
  expect(await opened(link.url)).toBe(200);
  const listed = await ask(GET, { key: t.keys.reads, query: "service=compute-node&state=open" });
  const { links } = linksAnswer.parse(listed.body);
  expect(links).toMatchObject([
    { id: link.id, customerId: t.own, serial: "SN-77", state: "open", usesMax: 1, approve: "auto" },
  ]);
  expect(JSON.stringify(listed.body)).not.toContain(link.url.split("/").at(-1));

  for (const n of [1, 2]) {
    const gone = await ask(DELETE, { key: t.keys.own, params: { id: link.id } });
    expect([n, gone.status, gone.body]).toEqual([n, 204, null]);
  }
  expect(await opened(link.url)).toBe(410);
  expect((await ask(GET, { key: t.keys.own, query: "state=revoked" })).body.links).toHaveLength(1);
  expect((await actionsOf(t.own)).filter((action) => action === "link.revoked")).toHaveLength(1);
});

test("the provider's key names the customer, by id or identifier", async () => {
  const link = await make(t.keys.provider, { customer: "contoso-ag", usesMax: 20 });
  const of = async (query: string) => (await ask(GET, { key: t.keys.provider, query })).body.links;
  expect(await of("customer=contoso-ag")).toMatchObject([{ id: link.id, approve: "each", customerName: "Contoso AG" }]);
  await make(t.keys.provider, { customer: t.own });
  const first = (await ask(GET, { key: t.keys.provider, query: "limit=1" })).body;
  const second = (await ask(GET, { key: t.keys.provider, query: `limit=1&after=${first.next}` })).body;
  expect(second.links[0].id < first.links[0].id).toBe(true);
  expect((await ask(DELETE, { key: t.keys.provider, params: { id: link.id } })).status).toBe(204);
});

test("another company's link is not there", async () => {
  const link = await make(t.keys.foreign);
  const refused = await ask(DELETE, { key: t.keys.own, params: { id: link.id } });
  expect([refused.status, refused.body.code]).toEqual([404, "not_found"]);
  expect((await ask(DELETE, { key: t.keys.provider, params: { id: "link_none" } })).status).toBe(404);
  expect((await ask(GET, { key: t.keys.own, query: "customer=contoso-ag" })).status).toBe(404);
  expect((await ask(POST, { key: t.keys.own, body: { service: "compute-node", customer: t.foreign } })).status).toBe(
    404,
  );
  expect(await opened(link.url)).toBe(200);
});

test.each([
  ["reads", { service: "compute-node" }, 403, "It needs provisioning:write."],
  ["usage", { service: "compute-node" }, 403, "It needs provisioning:write."],
  ["own", {}, 400, "service: Name a service by its slug"],
  ["own", { service: "toaster" }, 404, "toaster"],
  ["own", { service: "compute-node", serial: "To be filled by O.E.M." }, 400, "placeholder"],
  ["own", { service: "compute-node", serial: "SN-1", usesMax: 2 }, 400, "has one use"],
  ["own", { service: "compute-node", usesMax: "many" }, 400, "usesMax"],
  ["own", { service: "compute-node", expiresInMinutes: 1 }, 400, "at least 5 minutes"],
  ["own", { service: "compute-node", os: "beos" }, 400, "os: It must be one of linux, darwin."],
  ["own", { service: "compute-node", kind: "overflow" }, 400, "kind"],
  ["provider", { service: "compute-node" }, 400, "must name the customer"],
] as const)("making one is refused: %s %j", async (of, body, status, detail) => {
  const refused = await ask(POST, { key: t.keys[of], body });
  expect([refused.status, refused.body.detail]).toEqual([status, expect.stringContaining(detail)]);
});
