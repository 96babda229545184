import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { type Actor, inProvider, newRequest } from "../context";
import { addCloud } from "./add-cloud";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const staff: Actor = { kind: "staff", id: "user_s", label: "Sam", role: "operator" };

test("a connection that is set or changed is told without its token; the same again is not", async () => {
  const connect = (url: string, token: string) =>
    inProvider(newRequest(staff), (ctx) =>
      addCloud(ctx, { slug: "north", name: "North", driver: "sandbox", connection: { url, token } }),
    );
  const id = await connect("http://user:secret-in-url@127.0.0.1:7001/", "token-one");
  await connect("http://user:secret-in-url@127.0.0.1:7001/", "token-one");
  await connect("http://127.0.0.1:7002/", "token-one");
  await connect("http://127.0.0.1:7002/", "token-two");
  const told = await inProvider(newRequest(staff), (ctx) =>
    ctx.tx.select().from(auditEntries).where(eq(auditEntries.subjectId, id)).orderBy(auditEntries.seq),
  );
  expect(told.map(({ action, detail }) => [action, detail])).toEqual([
    ["cloud.added", { slug: "north" }],
    ["cloud.connection_set", { url: "http://127.0.0.1:7001/", tokenChanged: "yes" }],
    [
      "cloud.connection_set",
      { url: "http://127.0.0.1:7002/", urlBefore: "http://127.0.0.1:7001/", tokenChanged: "no" },
    ],
    ["cloud.connection_set", { url: "http://127.0.0.1:7002/", tokenChanged: "yes" }],
  ]);
  expect(JSON.stringify(told.map(({ detail }) => detail))).not.toMatch(/secret-in-url|token-one|token-two/);
});
