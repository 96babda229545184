import { expect, type Page, test } from "@playwright/test";
import { sandboxCloud } from "./support/clouds";
import { run } from "./support/installation";
import { owner, signInAs, support, thea } from "./support/people";
import { openPalette } from "./support/seen";

// What people do on a page, by pointer and by keyboard: nothing twice, nothing lost, reasons that can be read.

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const navigation = (page: Page) => page.getByRole("navigation", { name: "Main" });
/** Answers the next question of the browser. */
const answer = (page: Page, how: "accept" | "dismiss") => page.once("dialog", (dialog) => dialog[how]());

test("a double click makes one link", async ({ page }) => {
  await signInAs(page, thea);
  await page.goto("/install?service=compute-node");
  const rows = page.getByRole("table", { name: "Links" }).getByRole("row");
  await expect(heading(page)).toBeVisible();
  const before = await rows.count();
  await page.getByRole("button", { name: "Create the command" }).dblclick();
  await expect(page).toHaveURL(/link=link_/);
  await expect(rows).toHaveCount(before + 1);
  await page.reload();
  await expect(rows).toHaveCount(before + 1);
});

test("what is entered and not saved is asked about before a link, before Back, and before the palette leaves", async ({
  page,
}) => {
  await signInAs(page, owner);
  await navigation(page).getByRole("link", { name: "Customers" }).click();
  await expect(page).toHaveURL(/\/admin\/customers$/);
  await page.getByRole("link", { name: "Invite customer" }).click();
  const company = page.getByRole("textbox", { name: "Company" });
  await company.pressSequentially("Half entered");
  const stays = async (leave: () => Promise<unknown>) => {
    const asked = page.waitForEvent("dialog");
    const left = leave();
    const dialog = await asked;
    expect(dialog.message()).toContain("is not saved");
    await dialog.dismiss();
    await left;
    await expect(page).toHaveURL(/\/admin\/customers\/invite$/);
    await expect(company).toHaveValue("Half entered");
  };
  await stays(() => navigation(page).getByRole("link", { name: "Machines" }).click());
  await stays(() => page.evaluate(() => history.back()));
  await stays(async () => {
    await (await openPalette(page)).fill("licenses");
    await page.keyboard.press("Enter");
  });
  await company.press("End");
  answer(page, "accept");
  await page.evaluate(() => history.back());
  await expect(page).toHaveURL(/\/admin\/customers$/);
  // Saved or empty forms ask nothing, forward as little as back.
  await page.goForward();
  await expect(page).toHaveURL(/\/admin\/customers\/invite$/);
  await expect(company).toHaveValue("");
});

test("the palette invites, changes the theme and signs out", async ({ page }) => {
  await signInAs(page, owner);
  await expect(heading(page)).toHaveText("Overview");
  const find = async (words: string) => {
    await (await openPalette(page)).fill(words);
    await page.keyboard.press("Enter");
  };
  await find("invite a customer");
  await expect(page).toHaveURL(/\/admin\/customers\/invite$/);
  await find("theme: dark");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await find("sign out");
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("the reason of an action that is not available is reached by keyboard and touch, in a menu too", async ({
  page,
}) => {
  await signInAs(page, support);
  await page.goto("/admin/staff");
  const add = page.getByRole("button", { name: "Add", exact: true });
  const reason = page.getByRole("tooltip").filter({ hasText: "Your role (support) does not allow this." });
  await expect(add).toHaveAttribute("aria-disabled", "true");
  await expect(add).toHaveAccessibleDescription(/Your role \(support\) does not allow this/);
  await add.focus();
  await expect(reason.first()).toBeVisible();
  await add.blur();
  await expect(reason.first()).toBeHidden();
  // Playwright waits for what is aria-disabled to become enabled; a finger does not.
  await add.click({ force: true });
  await expect(reason.first()).toBeVisible();

  await page.goto("/admin/machines?state=active");
  await page
    .getByRole("button", { name: /^Actions for / })
    .first()
    .press("Enter");
  const release = page.getByRole("menuitem", { name: "Release seat…" });
  await expect(release).toBeFocused();
  await expect(release).toHaveAttribute("aria-disabled", "true");
  await expect(release).toHaveAccessibleDescription(/Your role \(support\) does not allow this/);
  await page.keyboard.press("Enter");
  await expect(release).toBeVisible();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  // What does not fit the machine's state is not offered.
  await expect(page.getByRole("menuitem")).toHaveCount(1);
});

test("an invitation is sent again, and stays one", async ({ page }) => {
  const invited = "again@nordhafen.example";
  await signInAs(page, thea);
  await page.goto("/team");
  const form = page.locator("form").filter({ has: page.getByRole("button", { name: "Invite", exact: true }) });
  await form.getByRole("textbox", { name: "Email" }).fill(invited);
  await form.getByRole("button", { name: "Invite", exact: true }).click();
  const rows = page.getByRole("table", { name: "Invitations" }).getByRole("row").filter({ hasText: invited });
  await expect(rows).toHaveCount(1);
  await page.getByRole("button", { name: `Actions for ${invited}` }).click();
  await page.getByRole("menuitem", { name: "Send again" }).click();
  await expect(page.getByText("Invitation sent again.")).toBeVisible();
  await expect(rows).toHaveCount(1);
  await page.goto("/mailbox");
  await expect(page.getByText(`to ${invited}`)).toHaveCount(2);
});

test("a machine is renamed in the portal and has the name in the console; an empty name gives its own back", async ({
  page,
}) => {
  await signInAs(page, thea);
  await page.goto("/machines?kind=ordinary&sort=name");
  await page.getByRole("table", { name: "Machines" }).getByRole("row").nth(1).getByRole("link").click();
  await expect(page).toHaveURL(/\/machines\/mach_/);
  const own = (await heading(page).textContent()) ?? "";
  const address = new URL(page.url()).pathname;
  const save = async (name: string) => {
    const form = page.getByRole("form", { name: "Name" });
    await form.getByRole("textbox", { name: "Name" }).fill(name);
    await form.getByRole("button", { name: "Save" }).click();
  };
  await save("File server, Hamburg");
  await expect(heading(page)).toHaveText("File server, Hamburg");
  await signInAs(page, owner);
  await page.goto(`/admin${address}`);
  await expect(heading(page)).toHaveText("File server, Hamburg");
  await save("");
  await expect(heading(page)).toHaveText(own);
  await page.goto("/admin/audit?action=machine.renamed");
  await expect(page.getByRole("row").filter({ hasText: `before ${own}, name File server, Hamburg` })).toHaveCount(1);
});

test("a machine whose setup failed shows its own reason; a retry clears it at once and succeeds; it is removed after a question, as roles allow", async ({
  page,
  context,
}) => {
  const cloud = sandboxCloud("sandbox-b");
  const link = ["--customer", "nordhafen-log", "--service", "compute-node", "--uses", "3", "--approve", "auto"];
  const { command } = await run<{ command: string }>("link", "create", ...link);
  const names = ["fails-for-staff", "fails-for-owner", "fails-once"] as const;
  const ids = await Promise.all(names.map((name) => cloud.create(name, "failing")));
  const retried = ids[2] ?? "";
  // A file where a folder must be.
  const obstacle = '"$SPILLWAY_ROOT/opt/spillway/application"';
  const fails = `mkdir -p "$SPILLWAY_ROOT/opt/spillway"; : >${obstacle}; ${command}`;
  for (const { exitCode } of await Promise.all(ids.map((id) => cloud.exec(id, fails)))) expect(exitCode).toBe(1);
  const reason = page.getByText(/could not be fetched: .*opt\/spillway\/application/).first();
  const state = page
    .getByRole("main")
    .getByText(/^(Install failed|Installing|Active|Retired)$/)
    .first();
  const list = page.getByRole("table", { name: "Machines" });
  const open = async (base: string, name: (typeof names)[number]) => {
    await page.goto(`${base}?q=${name}`);
    await expect(list.getByRole("row", { name })).toContainText("Install failed");
    await list.getByRole("link", { name }).click();
    await expect(heading(page)).toHaveText(name);
    await expect(reason).toBeVisible();
  };
  const remove = page.getByRole("button", { name: "Remove", exact: true });
  const question = page.getByRole("alertdialog");
  const removes = async (base: string, name: (typeof names)[number], ask: () => Promise<void>) => {
    await ask();
    await question.getByRole("button", { name: "Cancel" }).click();
    await expect(state).toHaveText("Install failed");
    await ask();
    await question.getByRole("textbox").fill("Never needed");
    await question.getByRole("button", { name: "Remove machine" }).click();
    await expect(page.getByText(new RegExp(`^${name} (is|was) removed\\.`))).toBeVisible();
    await expect(state).toHaveText("Retired");
    await page.goto(`${base}?q=${name}`);
    await expect(list.getByRole("row", { name })).toContainText("Retired");
  };

  await signInAs(page, "billing@nordhafen.example");
  await open("/machines", "fails-for-owner");
  await expect(remove).toHaveAttribute("aria-disabled", "true");
  await expect(remove).toHaveAccessibleDescription(/Your role in this company \(billing\) does not allow this/);

  await signInAs(page, thea);
  await open("/machines", "fails-for-owner");
  await removes("/machines", "fails-for-owner", () => remove.click());

  await open("/machines", "fails-once");
  const install = await context.newPage();
  await install.goto((await page.getByRole("link", { name: "Install again" }).getAttribute("href")) ?? "");
  await install.getByRole("button", { name: /Create (the|another) command/ }).click();
  const line = install.getByText(/curl -fsSL .+\/i\/.+ \| sh/).first();
  const again = (await line.textContent())?.replace(/\s+/g, " ");
  // A log that nobody reads holds the second try where it begins.
  await cloud.exec(retried, `cd "$SPILLWAY_ROOT/var/log"; rm spillway.log ${obstacle}; mkfifo spillway.log`);
  await cloud.start(retried, `${again}`);
  await expect(state).toHaveText("Installing");
  await expect(reason).toHaveCount(0);
  // Lets it go on, whether it waits there by now or finds an ordinary log.
  await cloud.exec(retried, 'cd "$SPILLWAY_ROOT/var/log"; mv spillway.log held; : >held & cat held; wait');
  await expect(state).toHaveText("Active");
  await expect(reason).toHaveCount(0);
  expect(await cloud.exec(retried, `${again} -s -- --uninstall`)).toMatchObject({ exitCode: 0 });

  await signInAs(page, support);
  const menu = page.getByRole("button", { name: "Actions for fails-for-staff" });
  const item = page.getByRole("menuitem", { name: "Remove…" });
  await open("/admin/machines", "fails-for-staff");
  await menu.click();
  await expect(item).toHaveAccessibleDescription(/Your role \(support\) does not allow this/);
  await signInAs(page, "operator@kestrel.example");
  await open("/admin/machines", "fails-for-staff");
  await removes("/admin/machines", "fails-for-staff", async () => {
    await menu.click();
    await item.click();
  });
  await Promise.all(ids.map((id) => cloud.delete(id)));
});

test("a person is taken off the staff after a question", async ({ page }) => {
  await signInAs(page, owner);
  await page.goto("/admin/staff");
  const form = page.locator("form").filter({ has: page.getByRole("button", { name: "Add", exact: true }) });
  await form.getByRole("textbox", { name: "Name" }).fill("Short Stay");
  await form.getByRole("textbox", { name: "Email" }).fill("short@kestrel.example");
  await form.getByRole("button", { name: "Add", exact: true }).click();
  const row = page.getByRole("table", { name: "Staff" }).getByRole("row").filter({ hasText: "Short Stay" });
  await expect(row).toHaveCount(1);
  await page.getByRole("button", { name: "Actions for Short Stay" }).click();
  await page.getByRole("menuitem", { name: "Remove from staff" }).click();
  const question = page.getByRole("alertdialog", { name: "Remove Short Stay from staff" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(row).toHaveCount(1);
  await page.getByRole("button", { name: "Actions for Short Stay" }).click();
  await page.getByRole("menuitem", { name: "Remove from staff" }).click();
  await question.getByRole("button", { name: "Remove from staff" }).click();
  await expect(row).toHaveCount(0);
});

test("staff see what another limit would do before it is stored, plan a change and an end, and take the end back", async ({
  page,
}) => {
  await signInAs(page, owner);
  await page.goto("/admin/customers");
  await page
    .getByRole("link", { name: /Nordhafen/ })
    .first()
    .click();
  await page
    .getByRole("navigation", { name: "Customer" })
    .getByRole("link", { name: /Subscriptions/ })
    .click();
  // The story has stored something for a year.
  const limit = page.getByRole("table", { name: "Limits" }).getByRole("row", { name: /Storage/ });
  await limit.getByRole("link").click();
  const terms = page.getByRole("table", { name: "Terms" }).getByRole("row");
  await expect(terms).toHaveCount(2);
  const change = page.getByRole("form", { name: "Change the limit" });
  await change.getByLabel("From (UTC)").fill(new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 16));
  await change.getByLabel("Limit", { exact: true }).fill("1");
  await change.getByRole("button", { name: "Preview" }).click();
  await expect(change.getByText(/windows? judged again\./)).toBeVisible();
  await expect(terms).toHaveCount(2);
  await change.getByLabel("From (UTC)").fill("2098-01-01T00:00");
  await change.getByRole("button", { name: "Change limit" }).click();
  await expect(terms).toHaveCount(3);
  await expect(limit).toContainText("changes 1 Jan 2098");
  const end = page.getByRole("form", { name: "End the limit" });
  await end.getByLabel("At (UTC)").fill("2099-01-01T00:00");
  await end.getByRole("button", { name: "End limit" }).click();
  await expect(end).toContainText("It ends at 1 Jan 2099");
  await end.getByRole("button", { name: "Take the end back" }).click();
  await expect(end).not.toContainText("It ends at");
});

test("a closed company is offered only what ends what it has or corrects it, and its pages say why", async ({
  page,
}) => {
  const cloud = sandboxCloud("sandbox-b");
  const identifier = `ended-${Date.now().toString(36)}`;
  const own = ["--customer", identifier];
  const name = "Schließt bald GmbH";
  await run("customer", "add", "--name", name, "--identifier", identifier, "--email", `${identifier}@ends.example`);
  await run("key", "create", "--scope", "usage:write", ...own, "--label", "exporter");
  const limit = ["--plan", "compute-node-10", "--meter", "os-instances", "--limit", "100", "--rate", "0.05"];
  await run("limit", "add", ...own, ...limit);
  const link = ["--service", "compute-node", "--uses", "2", "--approve", "each"];
  const { command } = await run<{ command: string }>("link", "create", ...own, ...link);
  const instance = await cloud.create(`waits-${identifier}`, "ended");
  await cloud.start(instance, command);

  await signInAs(page, owner);
  await page.goto(`/admin/machines?q=${identifier}`);
  const machine = page.getByRole("table", { name: "Machines" }).getByRole("row", { name: `waits-${identifier}` });
  await expect(machine).toContainText("Waiting for approval");
  await page.goto(`/admin/customers?q=${identifier}`);
  await page.getByRole("link", { name }).click();
  const button = (words: string) => page.getByRole("main").getByRole("button", { name: words, exact: true });
  for (const offered of ["Set credit limit", "Change identifier", "Create key", "Invite"])
    await expect(button(offered)).toBeVisible();
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Close…" }).click();
  const question = page.getByRole("alertdialog");
  await question.getByRole("textbox", { name: "Reason" }).fill("Contract ended");
  await question.getByRole("textbox", { name: `Type ${name}` }).fill(name);
  await question.getByRole("button", { name: "Close company" }).click();

  const why = page.getByText(`${name} is closed: nothing new is given to it.`);
  await expect(why).toBeVisible();
  for (const gone of ["Set credit limit", "Change identifier", "Create key", "Invite"])
    await expect(button(gone)).toHaveCount(0);
  await expect(page.getByRole("button", { name: `Actions for ${name}` })).toHaveCount(0);
  await button("Revoke").click();
  await question.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByRole("row", { name: "exporter" })).toContainText("Revoked");
  const rename = page.getByRole("form", { name: "Name" });
  await rename.getByRole("textbox").fill(`${name} i. L.`);
  await rename.getByRole("button", { name: "Save" }).click();
  await expect(heading(page)).toHaveText(`${name} i. L.`);

  const tabs = page.getByRole("navigation", { name: "Customer" });
  await tabs.getByRole("link", { name: /Subscriptions/ }).click();
  await expect(page.getByText("is closed: nothing new is given to it.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "New subscription" })).toHaveCount(0);
  await tabs.getByRole("link", { name: "Install" }).click();
  await expect(page.getByText("is closed: no machine is installed for it.")).toBeVisible();
  await expect(button("Create the command")).toHaveCount(0);

  await page.goto(`/admin/machines?q=${identifier}`);
  await machine.getByRole("button", { name: /^Actions for / }).click();
  const approve = page.getByRole("menuitem", { name: "Approve…" });
  await expect(approve).toHaveAttribute("aria-disabled", "true");
  await expect(approve).toHaveAccessibleDescription(/is closed: nothing new is given to it/);
  await page.getByRole("menuitem", { name: "Reject…" }).click();
  await question.getByRole("textbox").fill("Contract ended");
  await question.getByRole("button", { name: "Reject" }).click();
  await expect(machine).toContainText("Retired");
  await cloud.delete(instance);
});
