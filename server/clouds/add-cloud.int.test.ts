import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries, cloudConnections, clouds } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { type Actor, inProvider, newRequest } from "../context";
import { seal } from "../keys/ring";
import { addCloud } from "./add-cloud";
import { openConnection } from "./connection";
import { driverFor, openCloud } from "./driver-for";
import { kindOf } from "./registry";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const staff: Actor = { kind: "staff", id: "user_s", label: "Sam", role: "operator" };

const connection = (url: string, token: string) => ({ settings: { url }, credentials: { token } });
const add = (change: Partial<Parameters<typeof addCloud>[1]>) =>
  inProvider(newRequest(staff), (ctx) => addCloud(ctx, { slug: "north", name: "North", ...change }));
const connect = (url: string, token: string) => add({ driver: "sandbox", connection: connection(url, token) });
const auditOf = (id: string) =>
  inProvider(newRequest(staff), (ctx) =>
    ctx.tx.select().from(auditEntries).where(eq(auditEntries.subjectId, id)).orderBy(auditEntries.seq),
  );

test("a connection that is set or changed is audited without its token; the same again is not", async () => {
  const id = await connect("http://127.0.0.1:7001/", "token-one");
  await connect("http://127.0.0.1:7001/", "token-one");
  await connect("http://127.0.0.1:7002/", "token-one");
  await connect("http://127.0.0.1:7002/", "token-two");
  const entries = await auditOf(id);
  expect(entries.map(({ action, detail }) => [action, detail])).toEqual([
    ["cloud.added", { slug: "north" }],
    ["cloud.connection_set", { url: "http://127.0.0.1:7001", credentialsChanged: "yes" }],
    [
      "cloud.connection_set",
      { url: "http://127.0.0.1:7002", urlBefore: "http://127.0.0.1:7001", credentialsChanged: "no" },
    ],
    ["cloud.connection_set", { url: "http://127.0.0.1:7002", credentialsChanged: "yes" }],
  ]);
  expect(JSON.stringify(entries.map(({ detail }) => detail))).not.toMatch(/token-one|token-two/);
});

test("a secret inside an address is refused, and the refusal does not repeat it", async () => {
  for (const url of ["http://user:secret-in-url@127.0.0.1:7001/", "http://127.0.0.1:7001/?key=secret-in-url"]) {
    const refusal = await connect(url, "token-one").catch((error: Error) => error);
    expect(refusal).toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("url: The address holds"),
    });
    expect(String(refusal)).not.toContain("secret-in-url");
  }
});

test("fields are the driver's own: one too few, one too many and an unknown driver are sentences", async () => {
  await expect(add({ driver: "sandbox" })).resolves.toMatch(/^cld_/); // It is connected already: nothing changes.
  await expect(add({ slug: "new", driver: "sandbox" })).rejects.toThrow(/^url: /);
  const more = { settings: { url: "http://127.0.0.1:1", zone: "a" }, credentials: { token: "token-one" } };
  await expect(add({ driver: "sandbox", connection: more })).rejects.toThrow("There is no field zone here.");
  await expect(add({ slug: "new", driver: "nimbus" })).rejects.toThrow("There is no driver nimbus in this version.");
});

test("a cloud that was read from files gets a driver with its first connection, and no other one later", async () => {
  const id = await add({ slug: "files" });
  expect(
    await add({ slug: "files", driver: "sandbox", connection: connection("http://127.0.0.1:1", "token-one") }),
  ).toBe(id);
  expect((await auditOf(id)).map(({ action }) => action)).toEqual([
    "cloud.added",
    "cloud.driver_set",
    "cloud.connection_set",
  ]);
  await expect(add({ slug: "files", driver: "none" })).rejects.toMatchObject({ code: "conflict" });
});

test("what a cloud does not offer is refused with its name; so is a stored driver that this version lacks", async () => {
  const files = await add({ slug: "only-files", name: "Only files" });
  await expect(driverFor(files, "machines")).rejects.toThrow("The host cloud Only files has no connection.");
  const older = await add({ slug: "older", name: "Older" });
  await inProvider(newRequest(staff), (ctx) =>
    ctx.tx.update(clouds).set({ driver: "nimbus" }).where(eq(clouds.id, older)),
  );
  await expect(openCloud(older)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("Older cannot be reached. There is no driver nimbus"),
  });
});

test("credentials that were sealed as a bare token are read", async () => {
  const id = await connect("http://127.0.0.1:7009", "token-new");
  const bare = seal("token-of-before", `cloud:${id}`);
  const [row] = await inProvider(newRequest(staff), (ctx) =>
    ctx.tx.update(cloudConnections).set({ credentials: bare }).where(eq(cloudConnections.cloudId, id)).returning(),
  );
  if (!row) throw new Error("The connection has no row.");
  expect(openConnection(kindOf("sandbox"), row)).toEqual(connection("http://127.0.0.1:7009", "token-of-before"));
});
