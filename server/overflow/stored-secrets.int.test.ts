import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { database } from "@/db";
import { installationLinks, notices } from "@/db/schema";
import { changeServiceConfiguration } from "../configuration/change-service-configuration";
import { inProvider, jobRequest } from "../context";
import { DomainError } from "../errors";
import { guardGuesses } from "../http/guesses";
import { limit } from "../http/limits";
import { addStaff } from "../identity/add-staff";
import { createApiKey } from "../identity/create-api-key";
import { createSignInLink } from "../identity/create-sign-in-link";
import { createFirstOwnerLink } from "../identity/first-owner";
import { requestSignIn } from "../identity/request-sign-in";
import { linkSecrets } from "../keys/link-secrets";
import { mailBody } from "../notifications/mail-body";
import { deliverDueNotices } from "../workflow/deliver-due-notices";
import { evaluateDirtyStandings } from "../workflow/evaluate";
import { reconcileOverflows } from "./reconcile-overflows";
import { findTexts } from "./testing/leak-scanner";
import { OverflowWorld } from "./testing/overflow-world";

let world: OverflowWorld;
afterEach(() => world.close());
const job = () => jobRequest("test");

/** Every value of every table, as a thief would have it. A table that could not be read fails the search. */
async function everything(): Promise<{ where: string; bytes: string | Buffer }[]> {
  const sql = database().providerSql;
  const tables = await sql<{ name: string }[]>`select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`;
  const found: { where: string; bytes: string | Buffer }[] = [];
  for (const { name } of tables)
    for (const row of await sql`select * from ${sql(name)}`)
      for (const [column, value] of Object.entries(row)) {
        if (value === null || typeof value === "number" || typeof value === "boolean") continue;
        found.push({ where: `${name}.${column}`, bytes: Buffer.isBuffer(value) ? value : JSON.stringify(value) });
      }
  return found;
}

test("a stolen database yields no link, token, key or credential", async () => {
  world = await OverflowWorld.open();
  const first = await world.machine(world.clouds[0], "first-a", 6);
  const secrets = new Map<string, string>();
  await inProvider(job(), async (ctx) => {
    secrets.set("an API key", (await createApiKey(ctx, { customerId: null, scopes: ["usage:read"], label: "x" })).key);
    const { url } = await createSignInLink(ctx, { email: "ada@northwind.example" });
    secrets.set("a sign-in token", new URL(url).searchParams.get("token") ?? "");
    const owner = new URL((await createFirstOwnerLink(ctx)) ?? "");
    secrets.set("the first owner's token", owner.searchParams.get("token") ?? "");
    await addStaff(ctx, { email: "ada@northwind.example", role: "support" });
    await requestSignIn(ctx, { email: "ada@northwind.example" });
    const mails = await ctx.tx.select().from(notices).where(eq(notices.recipient, "ada@northwind.example"));
    const mailed = mails.map(({ body }) => mailBody(body)?.link?.url ?? "").find((url) => url.includes("token="));
    secrets.set("a mailed token", new URL(mailed ?? "").searchParams.get("token") ?? "");
  });
  for (const { slug, token } of world.clouds) secrets.set(`the token of ${slug}`, token);
  await inProvider(job(), (ctx) =>
    changeServiceConfiguration(ctx, { customerId: world.customerId, machineId: first.machineId, units: 12 }),
  );
  for (let n = 0; n < 60 && (await world.overflows())[0]?.state !== "settled"; n++) {
    await world.round();
    await evaluateDirtyStandings(job());
    await reconcileOverflows(job());
    await deliverDueNotices(job());
    world.pass(2);
  }
  expect((await world.overflows())[0]?.state).toBe("settled");
  const links = await inProvider(job(), ({ tx }) => tx.select().from(installationLinks));
  expect(links.some(({ kind }) => kind === "overflow")).toBe(true);
  for (const { id, keyId, kind } of links) {
    const { token, urlSecret } = await linkSecrets(id, keyId);
    secrets.set(`the token of a link (${kind})`, token).set(`the address of a link (${kind})`, urlSecret);
  }
  for (const name of ["SPILLWAY_KEYS", "NEXTAUTH_SECRET", "CRON_SECRET"]) {
    const value = process.env[name];
    if (value) secrets.set(name, value.split(":").at(-1) ?? value);
  }
  // What was counted under limits, of right and wrong ones.
  for (const secret of secrets.values()) {
    await limit("key", `Bearer ${secret}`);
    const wrong = () => Promise.reject(new DomainError("unauthenticated", "Wrong."));
    const guess = guardGuesses({ kind: "link", address: secret, credential: secret }, wrong);
    await expect(guess).rejects.toThrow("Wrong.");
  }
  expect([...secrets].filter(([, secret]) => secret.length < 16)).toEqual([]);
  const stored = await everything();
  for (const table of ["request_limits", "sign_in_tokens", "api_keys", "cloud_connections", "notices"])
    expect(stored.some(({ where }) => where.startsWith(`${table}.`))).toBe(true);
  expect(stored.length).toBeGreaterThan(500);
  expect(findTexts(stored, secrets)).toEqual([]);
  // The search sees what it looks for: planted inside base64.
  const planted = Buffer.from(`see ${[...secrets.values()][0]} here`).toString("base64");
  expect(findTexts([{ where: "planted", bytes: planted }], secrets)).toHaveLength(1);
});
