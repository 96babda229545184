import { afterAll, beforeAll, expect, test } from "vitest";
import { actionsOf } from "@/server/setup/testing/portal";
import { ask, type ProgramsWorld, programsWorld } from "../testing";
import { customerMade, customersAnswer } from "./contract";
import { GET, POST } from "./route";

let t: ProgramsWorld;
beforeAll(async () => {
  t = await programsWorld();
});
afterAll(() => t.drop());

test("a provider's key adds a company, with its first person invited", async () => {
  const body = { name: 'O\'Brien "& Söhne" $(id) 🦊', identifier: "obrien", email: "ada@obrien.example" };
  const made = await ask(POST, { key: t.keys.provider, body });
  expect([made.status, made.headers.get("x-request-id")]).toEqual([201, expect.stringMatching(/^req_/)]);
  const { id, identifier } = customerMade.parse(made.body);
  expect(identifier).toBe("obrien");
  expect(await actionsOf(id)).toEqual(["customer.added", "identifier.confirmed", "customer.invited", "member.invited"]);
  const again = await ask(POST, { key: t.keys.provider, body });
  expect([again.status, again.body.code, again.body.field]).toEqual([409, "conflict", "identifier"]);
});

test("the list: all for the provider's key, page by page; its own company for a company's", async () => {
  const first = await ask(GET, { key: t.keys.provider, query: "limit=1" });
  const page = customersAnswer.parse(first.body);
  expect(page.customers).toHaveLength(1);
  const rest = await ask(GET, { key: t.keys.provider, query: `after=${page.next}&limit=200` });
  expect(rest.body.next).toBeNull();
  const ids = [...page.customers, ...rest.body.customers].map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  expect(ids).toEqual(expect.arrayContaining([t.own, t.foreign]));
  const own = await ask(GET, { key: t.keys.reads });
  expect(own.body.customers).toMatchObject([
    { id: t.own, name: "Northwind GmbH", identifierConfirmed: false, creditLimitMinor: "0", state: "active" },
  ]);
});

test.each([
  [{}, 401, "Send an API key"],
  [{ key: `spw_${"x".repeat(40)}` }, 401, "Send an API key"],
  [{ of: "usage" }, 403, "It needs provisioning:write."],
  [{ of: "reads" }, 403, "It needs provisioning:write."],
  [{ of: "own" }, 403, "This key belongs to one company."],
  [{ of: "provider", text: "{" }, 400, "The body is not JSON"],
  [{ of: "provider", body: {} }, 400, "name: Enter the company's name."],
  [{ of: "provider", body: { name: "A\nB" } }, 400, "name: Use one line."],
  [{ of: "provider", body: { name: "A", identifier: "No Spaces" } }, 400, "identifier: 3 to 48 small letters"],
  [{ of: "provider", body: { name: "A", colour: "red" } }, 400, "colour"],
])(
  "adding is refused: %j",
  async (given: { of?: string; key?: string; body?: unknown; text?: string }, status, detail) => {
    const key = given.of ? t.keys[given.of as keyof typeof t.keys] : given.key;
    const refused = await ask(POST, { body: { name: "X" }, ...given, ...(key ? { key } : {}) });
    expect(refused.status).toBe(status);
    expect(refused.body).toMatchObject({ detail: expect.stringContaining(detail), requestId: expect.any(String) });
  },
);

test("the list is refused to another scope and for a filter that makes no sense", async () => {
  expect((await ask(GET, { key: t.keys.usage })).status).toBe(403);
  expect((await ask(GET, { key: t.keys.provider, query: "state=happy" })).body.detail).toContain(
    "state: It must be one of",
  );
  expect((await ask(GET, { key: t.keys.provider, query: "limit=0" })).status).toBe(400);
  expect((await ask(GET, { key: t.keys.provider, query: "limit=1&limit=2" })).body.detail).toBe("limit: Give it once.");
});
