import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET, POST } from "@/app/i/[link]/route";
import { GET as artefact } from "@/app/i/artefacts/[sha256]/route";
import { makeTestDatabase } from "@/db/testing";
import { inCustomer, inProvider, jobRequest } from "../context";
import { verifyJws } from "../keys/jws";
import { sha256 } from "../keys/link-secrets";
import { linksOf } from "../reads/link-list";
import { collectorOf } from "./collector";
import { revokeLink } from "./revoke-link";
import { agentFor, machineRowOf, makeCustomer, makeLink, origin, shipCatalogue, someFacts } from "./testing/portal";
import { payloadOf } from "./testing/simulated-agent";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let customerId = "";
beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
  customerId = await makeCustomer();
});
afterAll(() => t.drop());

const get = (link: string) => GET(new Request(`${origin}/i/${link}`), { params: Promise.resolve({ link }) });
const post = (link: string) =>
  POST(new Request(`${origin}/i/${link}`, { method: "POST" }), { params: Promise.resolve({ link }) });
const linkRow = async (id: string) =>
  (await t.db.providerSql`select uses, downloads, last_address from installation_links where id = ${id}`)[0];
const expire = (id: string) =>
  t.db.providerSql`update installation_links set expires_at = '2020-01-01Z' where id = ${id}`;
const sh = (script: string, ...args: string[]) =>
  execFileSync("sh", ["-c", script, "sh", ...args], { encoding: "utf8" });

describe("links", () => {
  test("opening page and file spends nothing and is counted; the file is the one whose hash is given ahead", async () => {
    const link = await makeLink(customerId);
    const page = await get(link.urlSecret);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(await page.text()).toContain(link.command);
    const file = await get(`${link.urlSecret}.sh`);
    const { script, url } = await inProvider(jobRequest("test"), (ctx) =>
      collectorOf(ctx, { customerId, linkId: link.id }),
    );
    expect(sha256(await file.text())).toBe(sha256(script));
    expect(url).toBe(`${link.url}.sh`);
    const handed = await post(link.urlSecret);
    expect(handed.headers.get("content-disposition")).toContain("install.sh");
    expect(await handed.text()).toBe(script);
    expect(await linkRow(link.id)).toEqual({ uses: 0, downloads: 2, last_address: "unknown" });
    expect((await agentFor(link.token).install()).status).toBe(200);
    expect((await linkRow(link.id))?.uses).toBe(1);
  });

  test("unknown is 404; revoked and expired are 410: one plain sentence each", async () => {
    const revoked = await makeLink(customerId);
    await inCustomer(jobRequest("test"), customerId, (ctx) => revokeLink(ctx, { customerId, linkId: revoked.id }));
    const expired = await makeLink(customerId);
    await expire(expired.id);
    for (const [secret, status, word] of [
      ["x".repeat(43), 404, "not known"],
      ["short", 404, "not known"],
      [revoked.urlSecret, 410, "revoked"],
      [expired.urlSecret, 410, "expired"],
    ] as const) {
      const answer = await get(`${secret}.sh`);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toContain("text/plain");
      const text = await answer.text();
      expect(text).toContain(word);
      expect(text.trim().split("\n")).toHaveLength(1);
    }
    expect((await agentFor(revoked.token).collect()).status).toBe(410);
    expect((await agentFor(expired.token).collect()).status).toBe(410);
    expect((await agentFor("x".repeat(43)).collect()).status).toBe(404);
  });

  test("a customer who is suspended or closed gets no new link, and its open ones stay as they are", async () => {
    const ended = await makeCustomer();
    const open = await makeLink(ended);
    for (const state of ["suspended", "closed"]) {
      await t.db.providerSql`update customers set state = ${state} where id = ${ended}`;
      await expect(makeLink(ended)).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining(state),
      });
    }
    expect((await get(`${open.urlSecret}.sh`)).status).toBe(200);
  });

  test("used up: the line run again still gets the collector, the page says so", async () => {
    const spent = await makeLink(customerId);
    await agentFor(spent.token).install();
    expect((await get(`${spent.urlSecret}.sh`)).status).toBe(200);
    const page = await get(spent.urlSecret);
    expect([page.status, await page.text()]).toEqual([410, expect.stringContaining("used up")]);
  });

  test("no list holds token or address, and the database neither", async () => {
    const link = await makeLink(customerId, { description: "for the lab" });
    const listed = await inCustomer(jobRequest("test"), customerId, (ctx) =>
      linksOf(ctx, customerId, { sort: "newest", limit: 200 }),
    );
    expect(listed.rows.map((row) => row.id)).toContain(link.id);
    const dump = JSON.stringify(listed) + JSON.stringify(await t.db.providerSql`select * from installation_links`);
    expect(dump).not.toContain(link.token);
    expect(dump).not.toContain(link.urlSecret);
  });

  test("pages follow each other without gap or repetition", async () => {
    const owner = await makeCustomer("Pages");
    const made: string[] = [];
    for (let n = 0; n < 7; n++) made.push((await makeLink(owner)).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await inCustomer(jobRequest("test"), owner, (ctx) =>
        linksOf(ctx, owner, { sort: "expiry", limit: 3, cursor }),
      );
      seen.push(...page.rows.map((row) => row.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.toSorted()).toEqual(made.toSorted());
  });

  test("a serial that is a placeholder, or one for several uses, is refused", async () => {
    await expect(makeLink(customerId, { serial: "Default string" })).rejects.toThrow("placeholder");
    await expect(makeLink(customerId, { serial: "SN-1", usesMax: 2 })).rejects.toThrow("one use");
  });
});

describe("tokens", () => {
  test("the same key gets the same answer, another key 409, and the use is spent once", async () => {
    const link = await makeLink(customerId);
    const agent = agentFor(link.token);
    await agent.collect();
    const first = await agent.enrol();
    const again = await agent.enrol();
    expect(again.body.license).toBe(first.body.license);
    expect(again.body.joinState).toBe(first.body.joinState);
    const thief = agentFor(link.token);
    const stolen = await thief.enrol(agent.envelope);
    expect([stolen.status, stolen.body.code]).toEqual([409, "TOKEN_SPENT"]);
    const other = await agentFor(link.token).collect();
    expect([other.status, other.body.code]).toEqual([409, "TOKEN_SPENT"]);
    expect((await linkRow(link.id))?.uses).toBe(1);
  });

  test("after expiry the machine that spent it still gets its answer, nobody else", async () => {
    const link = await makeLink(customerId);
    const agent = agentFor(link.token);
    const late = agentFor(link.token);
    await agent.collect();
    await late.collect();
    await agent.enrol();
    await expire(link.id);
    expect((await agent.enrol()).status).toBe(200);
    expect((await agent.collect()).body.status).toBe("ready");
    expect((await late.enrol()).status).toBe(410);
  });

  test("a signature by another key, or facts that changed, do not enrol", async () => {
    const link = await makeLink(customerId);
    const agent = agentFor(link.token);
    await agent.collect();
    const unsigned = await agent.call("enrol", {
      envelope: agent.envelope,
      publicKey: agent.publicKey,
      facts: agent.facts,
      signature: agentFor(link.token).signed(agent.envelope),
    });
    expect(unsigned.status).toBe(403);
    const changed = await agent.enrol(agent.envelope, someFacts());
    expect(changed.body).toMatchObject({ state: "pending_approval" });
    expect(changed.body.license).toBeUndefined();
  });

  test("an envelope that was changed anywhere enrols nothing", async () => {
    const agent = agentFor((await makeLink(customerId)).token);
    await agent.collect();
    const { envelope } = agent;
    expect(envelope.length).toBeLessThanOrEqual(900);
    for (let at = 0; at < envelope.length; at += 9) {
      const swapped = envelope[at] === "A" ? "B" : "A";
      const changed = envelope.slice(0, at) + swapped + envelope.slice(at + 1);
      // The last digit of base64url may hold bits that no decoder reads: then nothing was changed.
      if (
        Buffer.from(changed.split(".")[2] ?? "", "base64url").equals(
          Buffer.from(envelope.split(".")[2] ?? "", "base64url"),
        ) &&
        changed.split(".").slice(0, 2).join() === envelope.split(".").slice(0, 2).join()
      )
        continue;
      expect(await verifyJws("installer", changed)).toBeNull();
    }
    const refused = await agent.enrol(
      `${envelope.slice(0, 120)}${envelope[120] === "A" ? "B" : "A"}${envelope.slice(121)}`,
    );
    expect(refused.status).toBe(403);
    expect((await machineRowOf(agent.machineId)).state).toBe("installing");
    expect((await agent.enrol()).status).toBe(200);
  });
});

describe("what a customer types", () => {
  const names = [
    `O'Brien & "Sons" $(id -u) \`id\``,
    "Zeilen\numbruch\r\nGmbH; rm -rf /",
    "🏔️ Größenwahn & Söhne — ätsch mit einem sehr langen Namen",
    "'; exit 1; '",
    "</pre><script>alert(1)</script>",
  ];
  test.each(names)("%j goes through every generator unharmed", async (name) => {
    const owner = await makeCustomer(name);
    const link = await makeLink(owner, { description: name });
    const page = await (await get(link.urlSecret)).text();
    expect(page).not.toContain("<script>");
    const collector = await (await get(`${link.urlSecret}.sh`)).text();
    sh("sh -n /dev/stdin <<'END_OF_TEST'\n".concat(collector, "\nEND_OF_TEST"));
    const facts = someFacts({ hostname: name });
    const agent = agentFor(link.token, facts);
    expect((await agent.install()).status).toBe(200);
    expect(agent.envelope.length).toBeLessThanOrEqual(900);
    const { label = "" } = payloadOf(agent.envelope) as { label?: string };
    expect(Buffer.byteLength(label)).toBeLessThanOrEqual(40);
    expect(label.includes("\uFFFD")).toBe(false);
    const head = agent.installer.slice(0, agent.installer.indexOf("file_agent()"));
    const shown = sh(`${head.slice(head.indexOf("ORIGIN="))}\nprintf %s "$ENVELOPE"`);
    expect(shown).toBe(agent.envelope);
    expect(agent.license?.claims).toMatchObject({ machineJkt: expect.any(String), kind: "standard" });
  });
});

describe("files", () => {
  test("the manifest names what is served, by its hash", async () => {
    const agent = agentFor((await makeLink(customerId)).token);
    await agent.collect();
    const manifest = /^MANIFEST='([^']+)'$/m.exec(agent.installer)?.[1] ?? "";
    const payload = (await verifyJws("installer", manifest)) as {
      files: { url: string; sha256: string; bytes: number }[];
    };
    expect(payload.files).toHaveLength(1);
    const [file] = payload.files;
    const hash = file?.sha256 ?? "";
    const served = await artefact(new Request(`${origin}${file?.url}`), { params: Promise.resolve({ sha256: hash }) });
    const content = Buffer.from(await served.arrayBuffer());
    expect(sha256(content)).toBe(hash);
    expect(content.length).toBe(file?.bytes);
    expect(served.headers.get("cache-control")).toContain("immutable");
    const missing = await artefact(new Request(origin), { params: Promise.resolve({ sha256: "0".repeat(64) }) });
    expect(missing.status).toBe(404);
  });
});
