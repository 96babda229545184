import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Download, expect, test } from "@playwright/test";
import { moveClock } from "./support/clock";
import { run } from "./support/installation";
import { owner, signInAs, thea } from "./support/people";

// What is metered is exported as FOCUS: from the console for a customer, from the portal for one's own company, by a
// program's key and from the command line. The same rows by every way.

const identifier = `focus-${Date.now().toString(36)}`;
const name = "Kühlhaus Focus";
const meter = "support-events";
const hourMs = 3_600_000;

let folder: string;
test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "spillway-focus-spec-"));
});
test.afterAll(() => rm(folder, { recursive: true }));

/** The rows of a CSV whose cells hold no line end, by name of column. */
function rowsOf(csv: string): Record<string, string>[] {
  const [head = "", ...lines] = csv.trimEnd().split("\r\n");
  const cells = (line: string) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = ""]) => cell.replace(/^"|"$/g, ""));
  return lines.map((line) => Object.fromEntries(head.split(",").map((column, n) => [column, cells(line)[n] ?? ""])));
}
const saved = async (download: Download) => readFile(await download.path());

test("the console, a program and the command line export the same rows of a customer", async ({ page, request }) => {
  const { id } = await run("customer", "add", "--name", name, "--identifier", identifier);
  const scopes = ["--scope", "usage:write,usage:read"];
  const { key } = await run<{ key: string }>("key", "create", ...scopes, "--customer", identifier, "--label", "desk");
  const hour = new Date(Math.floor(moveClock({}).getTime() / hourMs) * hourMs - hourMs);
  const event = {
    ...{ specversion: "1.0", type: meter, source: "desk", id: "1", time: hour.toISOString() },
    data: { quantity: "2.5", cloud: "sandbox-a" },
  };
  const authorization = `Bearer ${key}`;
  const sent = await request.post("/api/v1/events", {
    headers: { authorization, "content-type": "application/cloudevents+json" },
    data: JSON.stringify(event),
  });
  expect(sent.status()).toBe(204);
  const time = { from: new Date(hour.getTime() - hourMs).toISOString(), to: new Date(hour.getTime()).toISOString() };

  await signInAs(page, owner);
  await page.goto(`/admin/usage?${new URLSearchParams({ customer: String(id), meter, ...time })}`);
  await page.getByRole("button", { name: "Export FOCUS…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(`All use of ${name}`);
  await dialog.getByRole("radio", { name: "Hour" }).check({ force: true });
  const link = dialog.getByRole("link", { name: "Download" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toMatch(/^usage-focus-\d{4}-\d\d-\d\d\.csv$/);
  const csv = (await saved(download)).toString();
  expect(rowsOf(csv)).toEqual([
    expect.objectContaining({
      ...{ BillingAccountId: id, BillingAccountName: name, BilledCost: "", x_MeterSlug: meter },
      ...{ ConsumedQuantity: "2.5", ConsumedUnit: "Events", ChargePeriodEnd: hour.toISOString().replace(".000", "") },
    }),
  ]);
  await dialog.getByRole("radio", { name: "Parquet" }).check({ force: true });
  const [parquet] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect((await saved(parquet)).subarray(0, 4).toString()).toBe("PAR1");

  const query = new URLSearchParams({ ...time, customer: identifier });
  const asked = await request.get(`/api/v1/usage-exports/focus?${query}`, { headers: { authorization } });
  expect([asked.status(), await asked.text()]).toEqual([200, csv]);

  const out = path.join(folder, "export.csv");
  const options = ["--from", time.from, "--to", time.to, "--customer", identifier, "--out", out];
  expect(await run("export", "focus", ...options)).toEqual({ file: out, format: "csv", rows: 1 });
  expect((await readFile(out)).toString()).toBe(csv);
  await expect(run("export", "focus", ...options)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--out"),
  });
});

test("a company exports its own use alone, whoever its address names", async ({ page }) => {
  await signInAs(page, thea);
  await page.goto("/usage");
  await page.getByRole("button", { name: "Export FOCUS…" }).click();
  const address = await page.getByRole("dialog").getByRole("link", { name: "Download" }).getAttribute("href");
  const own = await page.request.get(address ?? "");
  const accounts = (csv: string) => [...new Set(rowsOf(csv).map(({ BillingAccountName }) => BillingAccountName))];
  const company = accounts(await own.text());
  expect([own.status(), company.length]).toEqual([200, 1]);
  const named = await page.request.get(`${address}&customer=${identifier}`);
  expect(accounts(await named.text())).toEqual(company);
  expect((await page.request.get((address ?? "").replace("/usage", "/admin/usage"))).status()).toBe(403);
  await page.context().clearCookies();
  expect((await page.request.get(address ?? "", { maxRedirects: 0 })).status()).toBe(401);
});
