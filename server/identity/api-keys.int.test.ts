import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKeys, customers } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { addCustomer } from "../configuration/add-customer";
import { type Actor, type Context, inCustomer, inProvider, newRequest } from "../context";
import { authenticateKey } from "./authenticate-key";
import { createApiKey, revokeApiKey } from "./create-api-key";
import { may } from "./permissions";
import { apiKeysOf } from "./queries";

const staff: Actor = { kind: "staff", id: "user_s", label: "Sam", role: "owner" };
const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(newRequest(staff), work);

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

test("a key is known by its hash alone, speaks for its customer, and ends at once when it is revoked", async () => {
  const { id: customerId } = await provider((ctx) => addCustomer(ctx, { name: "Keys" }));
  const request = newRequest({ kind: "customer", id: "u", label: "Mia", role: "owner", customerId });
  const own = <T>(work: (ctx: Context) => Promise<T>) => inCustomer(request, customerId, work);
  const made = await own((ctx) => createApiKey(ctx, { customerId, scopes: ["usage:write"], label: "till" }));
  expect(made.key).toMatch(/^spw_[\w-]{40}$/);
  const rows = await provider((ctx) => ctx.tx.select().from(apiKeys));
  expect(JSON.stringify(rows)).not.toContain(made.key);
  expect(await authenticateKey(`Bearer ${made.key}`)).toEqual({
    kind: "key",
    id: made.id,
    label: "till",
    scopes: ["usage:write"],
    customerId,
  });
  for (const header of [null, "", made.key, `Basic ${made.key}`, `Bearer ${made.key}x`, "Bearer spw_"])
    await expect(authenticateKey(header)).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(provider((ctx) => revokeApiKey(ctx, { customerId: null, id: made.id }))).rejects.toMatchObject({
    code: "not_found",
  });
  await own((ctx) => revokeApiKey(ctx, { customerId, id: made.id }));
  await expect(authenticateKey(`Bearer ${made.key}`)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("a customer cannot make a key that speaks for the provider", async () => {
  const { id: customerId } = await provider((ctx) => addCustomer(ctx, { name: "Greedy" }));
  const request = newRequest({ kind: "customer", id: "u", label: "Mia", role: "owner", customerId });
  await expect(
    inCustomer(request, customerId, (ctx) =>
      createApiKey(ctx, { customerId: null, scopes: ["usage:write"], label: "all" }),
    ),
  ).rejects.toThrow();
  const key = await provider((ctx) => createApiKey(ctx, { customerId: null, scopes: ["usage:read"], label: "all" }));
  expect(await authenticateKey(`bearer ${key.key}`)).toMatchObject({ customerId: null });
});

test("the key of a closed company takes no use any more, that of a suspended one does; neither changes anything", async () => {
  const { id: customerId } = await provider((ctx) => addCustomer(ctx, { name: "Gone" }));
  const scopes = ["usage:write", "usage:read", "provisioning:write"] as const;
  const { key } = await provider((ctx) => createApiKey(ctx, { customerId, scopes: [...scopes], label: "till" }));
  const stands = async (state: "suspended" | "closed") => {
    await provider((ctx) => ctx.tx.update(customers).set({ state }).where(eq(customers.id, customerId)));
    const actor = await authenticateKey(`Bearer ${key}`);
    return (["usage.write", "usage.read", "links.change"] as const).map((action) => may(actor, action, customerId));
  };
  expect(await stands("suspended")).toEqual([true, true, false]);
  expect(await stands("closed")).toEqual([false, true, false]);
});

test("a key's last use is recorded, and after its end it is refused", async () => {
  const { id: customerId } = await provider((ctx) => addCustomer(ctx, { name: "Ending" }));
  const long = await provider((ctx) =>
    createApiKey(ctx, { customerId, scopes: ["usage:read"], label: "a", validDays: "30" }),
  );
  const row = async () => (await provider((ctx) => apiKeysOf(ctx, customerId))).find(({ id }) => id === long.id);
  expect(await row()).toMatchObject({ lastUsedAt: null });
  await authenticateKey(`Bearer ${long.key}`);
  const used = (await row())?.lastUsedAt;
  expect(used).toBeInstanceOf(Date);
  await authenticateKey(`Bearer ${long.key}`);
  expect((await row())?.lastUsedAt).toEqual(used);
  const monthAgo = new Date(Date.now() - 31 * 86_400_000);
  const old = await inProvider(newRequest(staff, monthAgo), (ctx) =>
    createApiKey(ctx, { customerId, scopes: ["usage:read"], label: "b", expiresAt: new Date(Date.now() - 1000) }),
  );
  await expect(
    provider((ctx) => createApiKey(ctx, { customerId, scopes: ["usage:read"], label: "c", expiresAt: monthAgo })),
  ).rejects.toThrow("expiresAt: Give a time to come.");
  await expect(authenticateKey(`Bearer ${old.key}`)).rejects.toMatchObject({ code: "unauthenticated" });
  expect((await provider((ctx) => apiKeysOf(ctx, customerId))).find(({ id }) => id === old.id)?.lastUsedAt).toBeNull();
});
