import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { moveClock } from "./support/clock";
import { origin, run } from "./support/installation";

// The operator's command line, as a shell calls it, against the installation under test (issue 2: the shapes of --json,
// the exit codes).

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

type Refusal = { code: number; stdout: string; stderr: string };
/** The exit code and the one line of JSON on standard error of a command that fails. */
async function refused(...args: string[]): Promise<{ exit: number; error: string; code: string }> {
  const failed = await run(...args).then(
    (json) => {
      throw new Error(`It went well: ${JSON.stringify(json)}`);
    },
    (error: Refusal) => error,
  );
  expect(failed.stdout ?? "").toBe("");
  return { exit: failed.code, ...JSON.parse(failed.stderr) };
}
const ask = (key: string, address: string) =>
  fetch(`${origin()}/api/v1/${address}`, { headers: { authorization: `Bearer ${key}` } });

const identifier = `cli-${Date.now().toString(36)}`;
let customerId = "";

test.describe.configure({ mode: "serial" });

test("customer add: { id, identifier }; the identifier is the customer's for good", async () => {
  const name = 'O\'Brien & "Söhne" $(id) 🦊';
  const added = await run(
    "customer",
    "add",
    "--name",
    name,
    "--identifier",
    identifier,
    "--email",
    `${identifier}@obrien.example`,
  );
  expect(added).toEqual({ id: expect.stringMatching(/^cust_/), identifier });
  customerId = String(added.id);
  const proposed = await run("customer", "add", "--name", "Hafen & Söhne GmbH");
  expect(proposed).toEqual({ id: expect.stringMatching(/^cust_/), identifier: expect.stringMatching(/^hafen-/) });
  expect(await refused("customer", "add", "--name", "Other", "--identifier", identifier)).toEqual({
    exit: 4,
    code: "conflict",
    error: `The account identifier ${identifier} is taken. Choose another.`,
  });
});

test("key create: { id, key }, and the key opens what its scopes say, of its customer alone", async () => {
  const made = await run(
    "key",
    "create",
    "--scope",
    "provisioning:read,usage:read",
    "--customer",
    identifier,
    "--label",
    "spec",
  );
  expect(made).toEqual({ id: expect.stringMatching(/^key_/), key: expect.stringMatching(/^spw_[\w-]{40}$/) });
  const listed = await ask(String(made.key), "customers");
  expect(await listed.json()).toMatchObject({ customers: [{ id: customerId, identifier }], next: null });
  expect((await ask(String(made.key), "billing-events")).status).toBe(403);
  expect(await refused("key", "create", "--scope", "everything")).toMatchObject({ exit: 2, code: "UsageError" });
  expect(await refused("key", "create", "--scope", "usage:read", "--expires", "soon")).toMatchObject({ exit: 2 });
  expect(await refused("key", "create", "--scope", "usage:read", "--expires", "2001-01-01T00:00:00Z")).toMatchObject({
    exit: 4,
    code: "invalid_input",
  });
  expect(await refused("key", "create", "--scope", "usage:read", "--customer", "nobody-here")).toMatchObject({
    exit: 4,
    code: "not_found",
  });
});

test("limit add, change, end: previewed, stored, listed; what is wrong is refused", async () => {
  const of = ["--customer", identifier];
  const made = await run(
    "limit",
    "add",
    ...of,
    "--plan",
    "compute-node-10",
    "--meter",
    "os-instances",
    "--limit",
    "100",
    "--rate",
    "0.05",
  );
  expect(made).toMatchObject({
    plan: "compute-node-10",
    meter: "os-instances",
    limit: "100",
    overflowPolicy: "ask",
    validTo: null,
  });
  const id = String(made.id);
  const tried = await run("limit", "change", id, ...of, "--limit", "250", "--preview");
  expect(tried).toMatchObject({ stored: false, limit: { limit: "100" }, windows: [], left: 0 });
  const changed = await run("limit", "change", id, ...of, "--limit", "250", "--cost-cap", "12.50");
  expect(changed).toMatchObject({
    stored: true,
    limit: { id, limit: "250", overRate: "0.05", costCapMinor: "1250" },
    windows: null,
  });
  const assumed = ["--meter", "os-instances", "--quantity", "300", "--cloud", "aws"];
  expect(await run("limit", "preview-use", ...of, ...assumed)).toMatchObject({
    uses: [{ fate: "counted", reason: null }],
    standings: [{ limitId: id, action: "ask", before: { use: "0" }, after: { use: "300", over: true, ordinals: [1] } }],
  });
  expect(await run("limit", "preview-use", ...of, "--factor", "1.3")).toMatchObject({
    standings: [{ limitId: id, action: "none", difference: { use: "0" } }],
  });
  expect(await refused("limit", "preview-use", ...of)).toMatchObject({ exit: 4, code: "invalid_input" });
  // Far ahead: other tests move the installation's clock.
  const ends = "2098-01-01T00:00:00Z";
  expect(await run("limit", "end", id, ...of, "--at", ends)).toMatchObject({ limit: { validTo: expect.any(String) } });
  expect(await run("limit", "end", id, ...of, "--at", "never")).toMatchObject({ limit: { validTo: null } });
  expect(await run<unknown>("limit", "list", ...of)).toMatchObject([{ id, limit: "250" }]);
  expect(await refused("limit", "change", id, ...of, "--limit", "1,000")).toMatchObject({
    exit: 4,
    code: "invalid_input",
  });
  expect(await refused("limit", "end", "prm_none", ...of)).toMatchObject({ exit: 4, code: "not_found" });
});

test("link create: { id, url, command, expiresAt }, and the command's address serves the collector", async () => {
  const made = await run(
    "link",
    "create",
    "--customer",
    customerId,
    "--service",
    "compute-node",
    "--serial",
    "SN-CLI-1",
  );
  expect(made).toEqual({
    id: expect.stringMatching(/^link_/),
    url: expect.stringContaining(`${origin()}/i/`),
    command: `curl -fsSL ${made.url}.sh | sh`,
    expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
  const collector = await fetch(`${made.url}.sh`);
  expect([collector.status, (await collector.text()).slice(0, 9)]).toEqual([200, "#!/bin/sh"]);
  const many = await run(
    "link",
    "create",
    "--customer",
    identifier,
    "--service",
    "cloud-backup",
    "--uses",
    "3",
    "--expires-in",
    "60",
  );
  expect(Object.keys(many).sort()).toEqual(["command", "expiresAt", "id", "url"]);
  const provider = await run("key", "create", "--scope", "provisioning:read");
  const { links } = (await (await ask(String(provider.key), `links?customer=${identifier}`)).json()) as {
    links: object[];
  };
  expect(links).toMatchObject([
    { id: many.id, usesMax: 3, approve: "each", service: "cloud-backup" },
    { id: made.id, usesMax: 1, approve: "auto", serial: "SN-CLI-1" },
  ]);
  const service = ["--service", "compute-node"];
  expect(await refused("link", "create", ...service)).toMatchObject({ exit: 2, error: "--customer is missing." });
  expect(await refused("link", "create", "--customer", identifier, "--service", "toaster")).toMatchObject({
    exit: 4,
    code: "not_found",
  });
  expect(await refused("link", "create", "--customer", identifier, ...service, "--uses", "0")).toMatchObject({
    exit: 2,
  });
  expect(await refused("link", "create", "--customer", identifier, ...service, "--os", "beos")).toMatchObject({
    exit: 2,
  });
  expect(await refused("link", "create", "--customer", identifier, ...service, "--serial", "None")).toMatchObject({
    exit: 4,
    code: "invalid_input",
  });
});

test("staff add and staff sign-in-link", async () => {
  const email = `${identifier}@kestrel.example`;
  expect(await run("staff", "add", "--email", email, "--role", "support")).toEqual({
    id: expect.stringMatching(/^user_/),
    email,
    role: "support",
  });
  const link = await run("staff", "sign-in-link", "--email", email);
  expect(link).toEqual({ url: expect.stringContaining(`${origin()}/sign-in/confirm?`), minutes: expect.any(Number) });
  expect(await refused("staff", "add", "--email", email, "--role", "king")).toMatchObject({ exit: 2 });
  expect(await refused("staff", "sign-in-link", "--email", "nobody@kestrel.example")).toMatchObject({
    exit: 4,
    code: "not_found",
  });
});

test("import focus: { rows, counted, listed, reasons, totals, mappingVersion }, which reconcile", async () => {
  const file = path.join(process.cwd(), "fixtures/focus_small.csv");
  const done = await run<{
    rows: number;
    counted: number;
    listed: number;
    reasons: Record<string, number>;
    totals: object;
  }>("import", "focus", file, "--customer", identifier, "--cloud", "aws");
  expect(Object.keys(done).sort()).toEqual(["counted", "listed", "mappingVersion", "reasons", "rows", "totals"]);
  expect(done.rows).toBeGreaterThan(0);
  expect(done.counted + done.listed).toBe(done.rows);
  expect(Object.values(done.reasons).reduce((sum, n) => sum + n, 0)).toBe(done.listed);
  expect(await refused("import", "focus", "/nowhere.csv", "--customer", identifier, "--cloud", "aws")).toMatchObject({
    exit: 4,
  });
  expect(await refused("import", "focus", "--customer", identifier, "--cloud", "aws")).toMatchObject({
    exit: 2,
    error: "Give FILE.",
  });
  expect(await refused("import", "focus", file, "--customer", identifier, "--cloud", "moon")).toMatchObject({
    exit: 4,
    code: "not_found",
  });
});

test("usage back-fill: a file of records, a preview, and once", async () => {
  const of = ["--customer", identifier, "--reason", "the program was away"];
  const hour = new Date(moveClock({}).getTime() - 3_600_000);
  const time = new Date(hour.getTime() + 60_000).toISOString();
  const file = test.info().outputPath("uses.json");
  writeFileSync(
    file,
    JSON.stringify([
      { meter: "support-events", cloud: "aws", quantity: "3", time },
      { meter: "support-events", cloud: "on-premises", quantity: "4", time },
    ]),
  );
  const refusal = await refused("usage", "back-fill", ...of, "--file", file);
  expect(refusal).toMatchObject({
    exit: 4,
    code: "conflict",
    error: expect.stringMatching(/^Use 1: No source has/),
  });
  for (const cloud of ["aws", "on-premises"]) {
    const whose = ["--cloud", cloud, "--meter", "support-events", "--source", "program", "--from", hour.toISOString()];
    await run("usage", "authority", "set", ...of, ...whose);
  }
  const looked = { correctionId: null, records: 2, figures: [{ meter: "support-events", before: "0", after: "7" }] };
  expect(await run("usage", "back-fill", ...of, "--file", file, "--preview")).toMatchObject(looked);
  const made = await run("usage", "back-fill", ...of, "--file", file);
  expect(made).toMatchObject({ correctionId: expect.stringMatching(/^corr_/), records: 2, duplicates: 0 });
  const one = ["--meter", "support-events", "--cloud", "aws", "--quantity", "3.0", "--time", time];
  expect(await run("usage", "back-fill", ...of, ...one)).toMatchObject({ records: 0, duplicates: 1 });
  expect(await run("usage", "corrections", "--customer", identifier)).toMatchObject([{ kind: "backfill", records: 2 }]);
  expect(await refused("usage", "back-fill", ...of, "--file", "/nowhere.json")).toMatchObject({ exit: 2 });
});

test("usage show and billing-events list: rows, of one customer or all", async () => {
  const standings = await run<{ customer: string; meter: string; limit: string | null }[]>("usage", "show");
  expect(standings.length).toBeGreaterThan(0);
  const { customer } = standings[0] as { customer: string };
  const own = await run<typeof standings>("usage", "show", "--customer", customer);
  expect(new Set(own.map((row) => row.customer))).toEqual(new Set([customer]));
  expect(await run("usage", "show", "--customer", identifier)).toEqual([]);
  const events = await run<{ number: number; customer: string; amountMinor: string; excess: string }[]>(
    "billing-events",
    "list",
  );
  expect(events.length).toBeGreaterThan(0);
  for (const event of events)
    expect(event).toMatchObject({ number: expect.any(Number), amountMinor: expect.stringMatching(/^-?\d+$/) });
  expect(await run("billing-events", "list", "--customer", identifier)).toEqual([]);
  expect(await refused("usage", "show", "--customer", "nobody-here")).toMatchObject({ exit: 4, code: "not_found" });
});

/** What a command answers with --json, also where its exit code says that something is wrong. */
const answer = <T>(...args: string[]) => run<T>(...args).catch((error: Refusal) => JSON.parse(error.stdout) as T);

test("cron run answers with its summary; doctor with its checks", async () => {
  // Tests before this one moved the clock and made the clouds fail: the next runs work off what that left.
  test.setTimeout(240_000);
  type Summary = { run: string; tookMs: number; failures: string[] };
  await expect.poll(async () => (await answer<Summary>("cron", "run")).failures, { timeout: 100_000 }).toEqual([]);
  expect(await run("cron", "run")).toMatchObject({ run: expect.any(String), tookMs: expect.any(Number) });
  type Found = { ok: boolean; checks: { part: string; ok: boolean; what: string }[] };
  await expect
    .poll(async () => (await answer<Found>("doctor")).checks.filter(({ ok }) => !ok), { timeout: 100_000 })
    .toEqual([]);
  const found = await run<Found>("doctor");
  expect(found.ok).toBe(true);
  const parts = ["database", "web", "worker", "migrations", "keys", "clouds", "disk", "mail"];
  expect(found.checks.map(({ part }) => part)).toEqual(expect.arrayContaining(parts));
});

test("cloud add: one whose use comes from files; the token of an address is no word of the command line", async () => {
  const slug = `cloud-${Date.now().toString(36)}`;
  const added = await run("cloud", "add", "--slug", slug, "--name", "Cloud of the test");
  expect(added).toEqual({ id: expect.stringMatching(/^cld_/), slug, connected: false });
  const connect = ["--driver", "sandbox", "--set", "url=http://127.0.0.1:1"];
  const half = await refused("cloud", "add", "--slug", slug, "--name", "Cloud", ...connect);
  expect(half).toMatchObject({ exit: 4, error: "token: The token is missing." });
  const unknown = await refused("cloud", "add", "--slug", slug, "--name", "Cloud", "--driver", "nimbus");
  expect(unknown).toMatchObject({ exit: 4, error: expect.stringContaining("There is no driver nimbus") });
  const listed = await run("cloud", "list");
  expect(listed).toContainEqual(expect.objectContaining({ slug, driver: "none", settings: null, error: null }));
  expect(await run("cloud", "drivers")).toContainEqual(
    expect.objectContaining({ driver: "sandbox", settings: ["url"], credentials: ["CLOUD_TOKEN"] }),
  );
});

test("artefact add: the file is handed out by its SHA-256, to the next installers of the service", async ({
  request,
}) => {
  const { sha256 } = await run<{ sha256: string }>(
    ...["artefact", "add", "package.json", "--service", "compute-node", "--name", "example", "--os", "any"],
    ...["--arch", "any", "--release", "1"],
  );
  const content = readFileSync("package.json");
  expect(sha256).toBe(createHash("sha256").update(content).digest("hex"));
  expect(await (await request.get(`/i/artefacts/${sha256}`)).body()).toEqual(content);
  expect(await refused("artefact", "add", "no-such-file", "--service", "compute-node", "--name", "x")).toMatchObject({
    exit: 2,
    error: expect.stringContaining("There is no file"),
  });
});

test("what would be lost or empty is refused", async () => {
  expect(await refused("customer", "add", "--name", " ")).toMatchObject({
    exit: 4,
    error: "name: Enter the company's name.",
  });
  expect(await refused("key", "create", "--scope", "usage:read", "--scope", "usage:write")).toMatchObject({
    exit: 2,
    error: expect.stringContaining("--scope is given twice"),
  });
});

test("help and version, of the program and of each command: exit code 0, and no installation is opened", async () => {
  const shell = promisify(execFile);
  // A data directory that cannot be made: whoever opened the installation would fail.
  const env = { ...process.env, SPILLWAY_DATA: "/dev/null/there-is-none" };
  const said = async (...args: string[]) =>
    (await shell(process.execPath, ["scripts/spillway.mjs", ...args], { env })).stdout;
  expect(await said("--version")).toBe(`${version}\n`);
  for (const args of [[], ["help"], ["--help"], ["-h"]]) expect(await said(...args)).toContain("  customer add --name");
  const one = await said("customer", "add", "--help");
  expect(one).toContain("  customer add --name");
  expect(one).not.toContain("  key create");
  expect(await said("key", "-h")).toContain("  key create");
});

test("an unknown command and unknown options: exit code 2, with what there is", async () => {
  const shell = promisify(execFile);
  const failed = (await shell(process.execPath, ["scripts/spillway.mjs", "customer", "eat"], {
    env: { ...process.env, SPILLWAY_DATA: process.env.SPILLWAY_E2E_DATA, PORT: process.env.SPILLWAY_E2E_PORT },
  }).catch((error) => error)) as Refusal;
  expect([failed.code, failed.stderr]).toEqual([2, expect.stringContaining("customer add --name NAME")]);
  expect(await refused("customer", "add", "--name", "X", "--colour", "red")).toMatchObject({ exit: 2 });
  expect(await refused("customer", "add")).toEqual({ exit: 2, code: "UsageError", error: "--name is missing." });
});
