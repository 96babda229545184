import { expect, type Page, test } from "@playwright/test";
import { run } from "./support/installation";
import { owner, signInAs } from "./support/people";

// An open page while nothing answers, after its session has ended, and a page that is opened before signing in.

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

test("an open page survives an outage: it stays, states that it is old, and brings itself up to date", async ({
  page,
}) => {
  await signInAs(page, owner);
  await page.goto("/admin/customers");
  await expect(heading(page)).toHaveText("Customers");
  // A document that is loaded anew loses it.
  await page.evaluate(() => document.documentElement.setAttribute("data-kept", ""));

  // What a proxy answers whose portal is away. The stream of changes is open already, and brings one.
  await page.route("**/*", (route) => route.fulfill({ status: 502, contentType: "text/html", body: "Bad Gateway" }));
  await run("customer", "add", "--name", "Outage One");
  await expect(page.getByText("Reconnecting.")).toBeVisible();
  await expect(heading(page)).toHaveText("Customers");
  await expect(page.getByText("Outage One")).toHaveCount(0);
  await page.unroute("**/*");
  await expect(page.getByRole("link", { name: "Outage One" })).toBeVisible();
  await expect(page.getByText("Reconnecting.")).toHaveCount(0);

  // The network itself is away, and the person goes to another page: it comes once the network is back.
  await page.route("**/*", (route) => route.abort("connectionrefused"));
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Machines" }).click();
  await expect(page.getByText("Reconnecting.")).toBeVisible();
  await page.unroute("**/*");
  await expect(heading(page)).toHaveText("Machines");
  await expect(page.getByText("Reconnecting.")).toHaveCount(0);
  await expect(page.locator("html")).toHaveAttribute("data-kept", "");
});

test("an ended session is stated on the open page, a write offers sign-in, and both lead back", async ({ page }) => {
  await signInAs(page, owner);
  await page.goto("/admin/customers?state=active");
  await expect(heading(page)).toHaveText("Customers");
  await page.context().clearCookies();
  await run("customer", "add", "--name", "Outage Two");
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Sign in to return to the page where you were.")).toBeVisible();
  await page.getByRole("button", { name: "Sign in as Olivia Park" }).click();
  await expect(page).toHaveURL(/\/admin\/customers\?state=active$/);

  await page.goto("/admin/staff");
  await page.context().clearCookies();
  const form = page.locator("form").filter({ has: page.getByRole("button", { name: "Add", exact: true }) });
  await form.getByRole("textbox", { name: "Name" }).fill("Late Comer");
  await form.getByRole("textbox", { name: "Email" }).fill("late@kestrel.example");
  await form.getByRole("button", { name: "Add", exact: true }).click();
  const refusal = page.getByRole("alert").filter({ hasText: "your session has ended" });
  // What was entered is not saved: the page asks before it is left, also for this link.
  page.once("dialog", (dialog) => dialog.accept());
  await refusal.getByRole("link", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fadmin%2Fstaff&ended=1$/);
});

test("a page opened before signing in is reached by the mailed link; another origin never is", async ({ page }) => {
  await page.goto("/admin/machines?state=active");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fadmin%2Fmachines%3Fstate%3Dactive$/);
  await page.getByRole("textbox", { name: "Email" }).fill(owner);
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByText(`If ${owner} has an account here`)).toBeVisible();
  await page.goto("/mailbox");
  await page.goto((await page.getByRole("link", { name: "Sign in" }).first().getAttribute("href")) ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/admin\/machines\?state=active$/);

  await page.goto("/sign-in?next=%2F%2Fevil.example%2Fa");
  await expect(page).toHaveURL(/\/admin$/);
});
