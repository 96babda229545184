import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { run } from "./support/installation";
import { signInAs } from "./support/people";
import { sidewaysScroll } from "./support/seen";

// An export of a cloud is imported and restated from the command line. The console shows what counts, and voids it.

const operator = "operator@kestrel.example";
const identifier = `import-${Date.now().toString(36)}`;
const name = `Speicherkontor ${identifier}`;
const header =
  "BillingAccountId,BillingPeriodStart,BilledCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,ServiceName,ResourceId,SkuId";
const row = (resource: string, quantity: number, category = "Usage") =>
  `acct-1,2026-10-01T00:00:00Z,0.1,${category},2026-10-11T00:00:00Z,2026-10-11T01:00:00Z,${quantity},Requests,Queue,${resource},sku-1`;

let folder: string;
let customerId: string;
test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "spillway-imports-spec-"));
  const about = ["--name", name, "--identifier", identifier, "--email", `${identifier}@hafen.example`];
  ({ id: customerId } = await run<{ id: string }>("customer", "add", ...about));
});
test.afterAll(() => rm(folder, { recursive: true }));

type Done = { rows: number; counted: number; duplicates: number; amended: number; voided: number };
async function load(file: string, rows: string[], ...options: string[]): Promise<Done> {
  const at = path.join(folder, file);
  await writeFile(at, `${[header, ...rows].join("\n")}\n`);
  return run<Done>("import", "focus", at, "--customer", identifier, "--cloud", "sandbox-b", ...options);
}

test("an import is restated, shown with what of it counts, and voided whole", async ({ page }) => {
  expect(await load("october.csv", [row("a", 10), row("b", 20), row("c", 5, "Credit")])).toMatchObject({
    ...{ rows: 3, counted: 2 },
  });
  const restated = [row("a", 10), row("b", 25), row("d", 1)];
  const restate = ["--restate", "--reason", "the cloud corrected it"];
  const looked = await load("corrected.csv", restated, ...restate, "--preview");
  expect(looked).toMatchObject({ rows: 3, counted: 2, duplicates: 1, amended: 1, voided: 0 });
  expect(await load("corrected.csv", restated, ...restate)).toMatchObject({ counted: 2, duplicates: 1, amended: 1 });

  await signInAs(page, operator);
  await page.goto("/admin/usage");
  await page.getByRole("navigation", { name: "Usage" }).getByRole("link", { name: "Imports" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Imports of use");
  const file = (text: string) => page.getByRole("row").filter({ hasText: name }).filter({ hasText: text });
  await expect(file("october.csv")).toContainText("credit 1");
  await expect(file("corrected.csv")).toContainText("Finished");

  await file("corrected.csv").getByRole("button", { name: "Void…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("the wrong company's file");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect(dialog.getByRole("table", { name: "What these records count" })).toContainText("26");
  await dialog.getByRole("button", { name: "Void", exact: true }).click();
  await expect(page.getByText("2 records voided.")).toBeVisible();
  await page.goto("/admin/usage/corrections");
  await expect(
    page.getByRole("row").filter({ hasText: name }).filter({ hasText: "the wrong company's file" }),
  ).toHaveCount(1);
});

test("an export is uploaded in the console, tried, confirmed and imported", async ({ page }) => {
  await signInAs(page, operator);
  await page.goto("/admin/usage/imports");
  const upload = async (file: string, content: Buffer) => {
    await page.getByRole("button", { name: "Upload…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Customer" }).fill(identifier);
    await page.getByRole("option", { name }).click();
    await dialog.getByLabel("Files").setInputFiles({ name: file, mimeType: "text/csv", buffer: content });
    await dialog.getByRole("button", { name: "Upload", exact: true }).click();
    await expect(dialog).toHaveCount(0);
  };
  const open = (file: string) => page.getByRole("listitem").filter({ hasText: file });

  await upload("utf16.csv", Buffer.from(`\ufeff${header}\n`, "utf16le"));
  await expect(open("utf16.csv")).toContainText("it is written in UTF-16", { timeout: 60_000 });
  await open("utf16.csv").getByRole("button", { name: "Discard…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Discard" }).click();
  await expect(open("utf16.csv")).toHaveCount(0);

  await upload("uploaded.csv", Buffer.from(`${[header, row("u1", 3), row("u2", 4, "Tax")].join("\n")}\n`));
  await expect(open("uploaded.csv")).toContainText("2 rows: 1 would be counted", { timeout: 60_000 });
  await open("uploaded.csv").getByRole("button", { name: "Import…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Import" }).click();
  const imported = page.getByRole("row").filter({ hasText: name }).filter({ hasText: "uploaded.csv" });
  await expect(imported).toContainText("tax 1", { timeout: 60_000 });
  await expect(imported).toContainText("Finished");
  await expect(open("uploaded.csv")).toHaveCount(0);
});

test("a staff member maps a foreign column, tries it, and imports by it", async ({ page }) => {
  const kind = `Widget calls ${identifier}`;
  const hour = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+/, "");
  const foreign = (resource: string, meter: string) =>
    `acct-9,${hour(48)},0.1,Usage,${hour(26)},${hour(25)},3,Widgets,Queue,${resource},sku-9,${meter}`;
  const rows = [`${header},x_Kind`, foreign("w1", `${kind} (EU)`), foreign("w2", "Something else")];
  const buffer = Buffer.from(`${rows.join("\n")}\n`);
  await signInAs(page, operator);
  await page.goto("/admin/usage/imports");
  await page.getByRole("link", { name: "Mapping" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mapping of imports");
  await page.getByLabel("Meter", { exact: true }).fill("x_Kind");
  await page.getByRole("button", { name: "Add value" }).click();
  await page.getByRole("textbox", { name: "Value 1" }).fill(`${kind}*`);
  await page.getByRole("textbox", { name: "In unit 1" }).fill("Widgets");
  await page.getByRole("combobox", { name: "Meter 1" }).selectOption({ label: "Requests (requests)" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Give a reason of a few words.")).toBeVisible();
  await page.getByRole("textbox", { name: "Reason" }).fill("the cloud counts in widgets");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Widgets cannot be converted to requests")).toBeVisible();
  await page.getByRole("textbox", { name: "Factor 1" }).fill("1000");

  await page.getByLabel("File", { exact: true }).setInputFiles({ name: "sample.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Try" }).click();
  await expect(page.getByText("2 rows: 1 report use (Requests 3,000 requests)")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("table", { name: "Rows as they are read" })).toContainText("unknown unit");

  // Long figures of a file are broken in lines: on a phone nothing scrolls sideways.
  const sample = page.getByLabel("Rows", { exact: true });
  const short = await sample.inputValue();
  await sample.fill(short.replace(",3,Widgets", ",12345678901234.123456789012345,Widgets"));
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Try" }).click();
  await expect(page.getByRole("table", { name: "Rows as they are read" })).toContainText(
    "Requests 12,345,678,901,234,123.456",
    { timeout: 30_000 },
  );
  await expect.poll(() => sidewaysScroll(page)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/Version \d+ saved/)).toBeVisible();
  const versions = page.getByRole("table", { name: "Versions" });
  await expect(versions).toContainText("the cloud counts in widgets");

  await page.goto("/admin/usage/imports");
  await page.getByRole("button", { name: "Upload…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Customer" }).fill(identifier);
  await page.getByRole("option", { name }).click();
  await dialog.getByLabel("Files").setInputFiles({ name: "widgets.csv", mimeType: "text/csv", buffer });
  await dialog.getByRole("button", { name: "Upload", exact: true }).click();
  const open = page.getByRole("listitem").filter({ hasText: "widgets.csv" });
  await expect(open).toContainText(/2 rows: 1 would be counted.*by mapping version \d+/, { timeout: 60_000 });
  await open.getByRole("button", { name: "Import…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Import" }).click();
  const imported = page.getByRole("row").filter({ hasText: name }).filter({ hasText: "widgets.csv" });
  await expect(imported).toContainText("Finished", { timeout: 60_000 });
  await expect(imported).toContainText(/by mapping version \d+/);
  const csv = await page.request.get(`/admin/usage/imports/export?customer=${customerId}`);
  expect(await csv.text()).toContain("widgets.csv");
  await page.goto(`/admin/usage/records?customer=${customerId}&meter=requests`);
  const record = page.getByRole("row").filter({ has: page.getByText("w1", { exact: true }) });
  await expect(record).toContainText("3,000");
});
