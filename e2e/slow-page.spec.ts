import { expect, type Request, test } from "@playwright/test";
import { moveClock } from "./support/clock";
import { run } from "./support/installation";
import { owner, signInAs, thea } from "./support/people";

// A page that is slow to load, one that changes while it loads, and one that does not exist.

test("a page that is long in coming shows its skeleton under its title, and then itself", async ({ page }) => {
  await signInAs(page, thea);
  await page.goto("/machines");
  await expect(page.getByRole("heading", { level: 1, name: "Machines" })).toBeVisible();
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route(/\/team(\?|$)/, async (route) => {
    if (!route.request().headers()["next-router-prefetch"]) await held;
    await route.continue();
  });
  const link = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Team" });
  // Next sends a first request for the tree and a second for the skeleton, again after each update of the page, and
  // cancels a body once it has read enough: such a request is over too.
  let running = 0;
  let over = 0;
  const isAhead = (request: Request) => {
    const headers = request.headers();
    const wholePage = headers["next-router-prefetch"] && !headers["next-router-segment-prefetch"];
    return Boolean(wholePage) && /\/team\?_rsc/.test(request.url());
  };
  const end = (request: Request) => {
    if (!isAhead(request)) return;
    running--;
    over++;
  };
  page.on("request", (request) => {
    if (isAhead(request)) running++;
  });
  page.on("requestfinished", end);
  page.on("requestfailed", end);
  // A link that is pointed at before the page's script runs fetches nothing.
  await expect(async () => {
    await page.mouse.move(0, 0);
    await link.hover();
    expect(over).toBeGreaterThan(0);
    expect(running).toBe(0);
  }).toPass();
  await link.click();
  await expect(page.getByRole("status", { name: "Loading Team" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Machines" })).toBeHidden();
  letThrough();
  await expect(page.getByRole("heading", { level: 1, name: "Team" })).toBeVisible();
  await expect(page.getByRole("status", { name: "Loading Team" })).toHaveCount(0);
});

test("a page whose figures change faster than it is rendered can still be left", async ({ page, request }) => {
  const identifier = `unceasing-${Date.now().toString(36)}`;
  await run("customer", "add", "--name", "Dauerläufer KG", "--identifier", identifier);
  const scopes = ["--scope", "usage:write"];
  const { key } = await run<{ key: string }>("key", "create", ...scopes, "--customer", identifier, "--label", "meter");
  const send = async (id: number) => {
    const time = new Date(moveClock({}).getTime() - 60_000).toISOString();
    const sent = await request.post("/api/v1/events", {
      headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents+json" },
      data: JSON.stringify({
        ...{ specversion: "1.0", type: "support-events", source: "desk", id: String(id), time },
        data: { quantity: 1, cloud: "sandbox-a" },
      }),
    });
    expect(sent.ok(), await sent.text()).toBe(true);
  };
  await signInAs(page, owner);
  await page.goto("/admin/usage?meter=support-events");
  let updates = 0;
  // Each page takes three times as long as the shortest time between two updates.
  await page.route(/\/admin\/usage/, async (route) => {
    const headers = route.request().headers();
    if (!headers.rsc || headers["next-router-prefetch"]) return route.continue();
    updates++;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    return route.continue();
  });
  const link = page.getByRole("navigation", { name: "Group by" }).getByRole("link", { name: "Machine" });
  for (let sent = 0; updates < 2 || !/by=machine/.test(page.url()); sent++) {
    expect(sent, "sent until the page was left").toBeLessThan(400);
    await send(sent);
    if (updates === 1) {
      updates++;
      await link.click();
    }
  }
  await expect(link).toHaveAttribute("aria-current", "true");
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("a machine that is not there: the portal around it stays, with ways on", async ({ page }) => {
  await signInAs(page, thea);
  const answer = await page.goto("/machines/not-there");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not found");
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await page.getByRole("link", { name: "See the machines" }).click();
  await expect(page).toHaveURL(/\/machines$/);
});
