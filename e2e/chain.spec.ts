import { type Browser, expect, type Page, test } from "@playwright/test";
import { keepWalk } from "./chain/walk";
import { moveClock } from "./support/clock";
import { type CloudInstance, sandboxCloud } from "./support/clouds";
import { cronSecret, run as spillway } from "./support/installation";
import { signInAs } from "./support/people";

/**
 * The whole chain in one walk, with real machines in two sandbox clouds: from the invitation to the settled overflow
 * and its statement line.
 */

const run = Date.now().toString(36);
const company = `Ketten & Söhne ${run} GmbH`;
const owner = `chain-owner-${run}@ketten.example`;

/** A person in a browser of their own. */
async function person(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}

async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  const field = page.getByRole("combobox", { name: label }).first();
  const wanted = field.getByRole("option").filter({ hasText: option }).first();
  await field.selectOption((await wanted.getAttribute("value")) ?? "");
}

/** Makes a command on the install page. @returns the one-liner. */
async function makeCommand(page: Page, service: string): Promise<string> {
  await page.goto("/install");
  await page.getByRole("radio", { name: service }).check({ force: true });
  await page.getByRole("button", { name: /Create (the|another) command/ }).click();
  const command = page.getByText(/curl -fsSL .+\/i\/.+ \| sh/).first();
  await expect(command).toBeVisible();
  return (await command.innerText()).replace(/\s+/g, " ").trim();
}

/** An empty machine in a sandbox cloud, and the line run on its console. */
async function runOn(slug: "sandbox-a" | "sandbox-b", name: string, account: string, command: string): Promise<void> {
  const cloud = sandboxCloud(slug);
  await cloud.start(await cloud.create(name, account), command);
}

/** The customer's machines in cloud B that are there. */
const inCloudB = async (account: string): Promise<CloudInstance[]> =>
  (await sandboxCloud("sandbox-b").instances()).filter((instance) => instance.account === account);

/** An item of the install page's live list, by its state and title. */
const step = (page: Page, title: RegExp) =>
  page.getByRole("list", { name: /Live/ }).getByRole("listitem").filter({ hasText: title });

async function setUnits(page: Page, machine: string, units: number): Promise<void> {
  await page.goto("/machines");
  await page.getByRole("link", { name: machine }).first().click();
  await page.getByLabel("Units on this machine").fill(String(units));
  await page.getByRole("form", { name: "Units" }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/Units saved/)).toBeVisible();
}

test("from the invitation to the settled overflow", async ({ browser, request }) => {
  test.setTimeout(1_800_000);
  const staff = await person(browser);
  const customer = await person(browser);
  const cron = async () => {
    const answer = await request.post("/api/cron/billing", { headers: { authorization: `Bearer ${cronSecret()}` } });
    expect(answer.status()).toBe(200);
    expect((await answer.json()).failures).toEqual([]);
  };
  let customerId = "";
  let identifier = "";

  await test.step("1: staff invite a customer with a limit of 8 units over all clouds", async () => {
    await signInAs(staff, "operator@kestrel.example");
    await staff.goto("/admin/customers/invite");
    await staff.getByLabel("Company").fill(company);
    await staff.getByLabel("Email of its owner").fill(owner);
    await staff.getByRole("button", { name: "Invite customer" }).click();
    await staff.waitForURL(/\/admin\/customers\/cust_/);
    customerId = new URL(staff.url()).pathname.split("/").at(-1) ?? "";
    await staff.goto(`/admin/customers/${customerId}`);
    await staff.getByRole("main").getByRole("link", { name: "Add a limit" }).click();
    await staff.waitForURL(`/admin/customers/${customerId}/subscriptions`);
    await choose(staff, "Plan", /Compute node, 10 machines/);
    await choose(staff, "Meter", /^Units/);
    for (const [field, value] of [
      ["Limit", "8"],
      ["Threshold", "100"],
      ["Over-rate", "1.80"],
    ] as const)
      await staff.getByRole("textbox", { name: new RegExp(`^${field}`) }).fill(value);
    await choose(staff, "Above the limit", /Start a machine/);
    await staff.getByRole("button", { name: "Add subscription" }).click();
    await expect(staff.getByRole("row", { name: /Compute node.+Units/ })).toBeVisible();
  });

  await test.step("1: the owner signs in by a mailed link, gives contact and identifier, asks for credit; finance approves", async () => {
    await customer.goto("/sign-in");
    await customer.getByLabel("Email").fill(owner);
    await customer.getByRole("button", { name: "Email me a link" }).click();
    await expect(customer.getByText("Check your email.")).toBeVisible();
    await expect(async () => {
      await customer.goto("/mailbox");
      await customer
        .getByRole("link", { name: /sign-in\/confirm|Sign in$/ })
        .first()
        .click({ timeout: 1000 });
    }).toPass();
    await customer.getByRole("button", { name: "Sign in" }).click();
    await customer.waitForURL(/overview/);
    await customer.goto("/company");
    const main = customer.getByRole("form", { name: "Main contact" });
    await main.getByLabel("Name").fill("Käthe Ketten");
    await main.getByLabel("Email").fill(owner);
    await main.getByRole("button", { name: "Save" }).click();
    await expect(customer.getByText("Contact saved.")).toBeVisible();
    identifier = await customer.getByLabel("Account identifier").inputValue();
    await customer.getByRole("button", { name: "Confirm identifier" }).click();
    await expect(customer.getByText("Account identifier confirmed.")).toBeVisible();
    await customer.getByLabel("Credit limit", { exact: true }).fill("5000");
    await customer.getByRole("button", { name: "Request credit limit" }).click();
    await expect(customer.getByText("Credit limit requested.")).toBeVisible();
    const finance = await person(browser);
    await signInAs(finance, "finance@kestrel.example");
    await finance.goto(`/admin/customers/${customerId}`);
    await finance.getByRole("button", { name: "Approve limit" }).click();
    await expect(finance.getByText(/Decided/)).toBeVisible();
    await finance.context().close();
  });

  await test.step("2 and 3: a machine in cloud A runs the one-liner and is followed until it is active", async () => {
    const command = await makeCommand(customer, "Compute node");
    await runOn("sandbox-a", `kette-a-${run}`, identifier, command);
    await expect(step(customer, /Done:\s*Active/)).toBeVisible({ timeout: 300_000 });
  });

  await test.step("3: a second machine in cloud B, and cloud backup with a real restic in cloud A", async () => {
    await runOn("sandbox-b", `kette-b-${run}`, identifier, await makeCommand(customer, "Compute node"));
    await expect(step(customer, /Done:\s*Active/)).toBeVisible({ timeout: 300_000 });
    await runOn("sandbox-a", `kette-backup-${run}`, identifier, await makeCommand(customer, "Cloud backup"));
    await expect(step(customer, /Done:\s*First backup/)).toBeVisible({ timeout: 300_000 });
    await expect(step(customer, /Done:\s*Active/)).toBeVisible({ timeout: 300_000 });
  });

  await test.step("4: use comes from agents, a program, a FOCUS file and the clouds' own counting", async () => {
    const { key } = await spillway<{ key: string }>(
      "key",
      "create",
      "--scope",
      "usage:write,usage:read",
      "--customer",
      identifier,
    );
    const event = {
      specversion: "1.0",
      id: "1",
      source: "chain",
      type: "requests",
      time: new Date().toISOString(),
      data: { quantity: "12", cloud: "aws" },
    };
    const sent = await request.post("/api/v1/events", {
      headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents+json" },
      data: event,
    });
    expect(sent.status(), await sent.text()).toBe(204);
    const imported = await spillway<{ rows: number; counted: number; listed: number }>(
      "import",
      "focus",
      "fixtures/focus_small.csv",
      "--customer",
      identifier,
      "--cloud",
      "aws",
    );
    expect(imported.counted + imported.listed).toBe(imported.rows);
    expect(imported.counted).toBeGreaterThan(0);
    await cron();
    await setUnits(customer, `kette-a-${run}`, 6);
    await setUnits(customer, `kette-b-${run}`, 2);
    await customer.goto("/usage?meter=units");
    await expect(async () => {
      await customer.reload();
      await expect(customer.getByRole("row", { name: /Sandbox A/ })).toContainText("6", { timeout: 1000 });
      await expect(customer.getByRole("row", { name: /Sandbox B/ })).toContainText("2", { timeout: 1000 });
    }).toPass({ timeout: 300_000 });
  });

  await test.step("5: use = limit prepares and raises nothing; above it exactly one event is raised", async () => {
    await expect(async () => {
      await cron();
      const standings = await spillway<{ meter: string; use?: string }[]>("usage", "show", "--customer", identifier);
      expect(standings.find(({ meter }) => meter === "units")?.use).toBe("8");
    }).toPass({ timeout: 300_000 });
    expect(await spillway("billing-events", "list", "--customer", identifier)).toEqual([]);
    await setUnits(customer, `kette-b-${run}`, 3);
    await expect(async () => {
      await Promise.all([cron(), cron()]);
      expect(await spillway<unknown[]>("billing-events", "list", "--customer", identifier)).toHaveLength(1);
    }).toPass({ timeout: 300_000 });
  });

  const [event] = await spillway<{ number: number; excess: string; state: string }[]>(
    "billing-events",
    "list",
    "--customer",
    identifier,
  );
  expect(event).toMatchObject({ excess: "1" });

  await test.step("6 and 7: the overflow machine comes to life in cloud B, carries the unit, the cloud is told; the console shows each step", async () => {
    await staff.goto(`/admin/billing-events/${event?.number}`);
    const timeline = staff.getByRole("list", { name: "Timeline" });
    await expect(timeline.getByRole("listitem").filter({ hasText: "Cloud notified" })).toContainText(/inExcess/, {
      timeout: 300_000,
    });
    await expect(async () => {
      const [now] = await spillway<{ state: string }[]>("billing-events", "list", "--customer", identifier);
      expect(now?.state).toBe("settled");
    }).toPass({ timeout: 300_000 });
    for (const step of [
      "Threshold met",
      "Raised",
      "Resource identified",
      "Configured",
      "Enrolled",
      "Portion carried",
      "Billed",
    ])
      await expect(timeline).toContainText(step);
    const machines = await inCloudB(identifier);
    expect(machines).toHaveLength(2);
  });

  await test.step("6: the charge is posted and its statement line is visible to the customer", async () => {
    await customer.goto("/billing");
    await expect(customer.getByText(`EV-${event?.number}`).first()).toBeVisible();
    await expect(customer.getByText("€1.80").first()).toBeVisible();
  });

  const first = await inCloudB(identifier);
  keepWalk({
    customerId,
    identifier,
    eventNumber: event?.number ?? 0,
    firstMachine: first.find(({ name }) => name === `kette-b-${run}`)?.id ?? "",
  });

  await test.step("retirement: a month within the limit later the work is back and the second machine is gone", async () => {
    await setUnits(customer, `kette-b-${run}`, 1); // 6 + 1, and 1 on the overflow machine
    await expect(async () => {
      const standings = await spillway<{ meter: string; use?: string }[]>("usage", "show", "--customer", identifier);
      expect(standings.find(({ meter }) => meter === "units")?.use).toBe("8");
    }).toPass({ timeout: 300_000 });
    moveClock({ days: 33 });
    // Readings of the new month come first; the machine is looked at every five minutes of its time.
    await expect(async () => {
      await cron();
      const [now] = await spillway<{ state: string }[]>("billing-events", "list", "--customer", identifier);
      if (now?.state === "settled") moveClock({ minutes: 6 });
      expect(now?.state).toBe("retired");
    }).toPass({ timeout: 300_000, intervals: [5000] });
    const machines = await inCloudB(identifier);
    expect(machines.map(({ name }) => name)).toEqual([`kette-b-${run}`]);
  });
});
