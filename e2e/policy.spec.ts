import { request as ask } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import { origin } from "./support/installation";
import { freePort, openSecondWeb } from "./support/open-second-web";
import { owner, signInAs, signOut, thea } from "./support/people";
import { openPalette, wholePage } from "./support/seen";

// What a browser is forbidden on every page, whom a demo answers, and what is left of a session after its end.

/** Violations of the page's policy, as the browser reports them, on every page from now on. */
async function violations(page: Page): Promise<string[]> {
  const seen: string[] = [];
  await page.exposeFunction("reportViolation", (violation: string) => seen.push(violation));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) => {
      void (window as unknown as { reportViolation(text: string): void }).reportViolation(
        `${effectiveDirective} ${blockedURI} ${sample}`,
      );
    });
  });
  return seen;
}

test("pages, menus, the palette and a change of theme keep to the policy; what is injected does not run", async ({
  page,
}) => {
  const seen = await violations(page);
  for (const [person, addresses] of [
    [thea, ["/nowhere", "/machines", "/usage", "/billing", "/team", "/settings", "/install", "/overview"]],
    [owner, ["/admin", "/admin/customers", "/admin/machines", "/admin/usage", "/admin/operations", "/admin/catalogue"]],
  ] as const) {
    await signInAs(page, person);
    for (const address of addresses) {
      const answer = await page.goto(address);
      const policy = answer?.headers()["content-security-policy"] ?? "";
      expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]+';/);
      expect(policy.replace("style-src-attr 'unsafe-inline'", "")).not.toContain("unsafe");
      await wholePage(page);
    }
    await openPalette(page);
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Account of/ }).click();
    await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
    await page.keyboard.press("Escape");
  }
  expect(seen).toEqual([]);

  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'taken over'";
    document.body.append(script);
    const style = document.createElement("style");
    style.textContent = "body { display: none }";
    document.body.append(style);
  });
  await expect
    .poll(() => seen.map((violation) => violation.split(" ")[0]))
    .toEqual(["script-src-elem", "style-src-elem"]);
  expect(await page.title()).not.toBe("taken over");
});

test("a name that only resolves to this machine is refused", async () => {
  const { port } = new URL(origin());
  const status = (host: string) =>
    new Promise<string>((resolve, reject) => {
      ask({ host: "127.0.0.1", port, path: "/api/health", headers: { host } }, (answer) => {
        let text = "";
        answer.on("data", (chunk) => {
          text += chunk;
        });
        answer.on("end", () => resolve(`${answer.statusCode} ${text.slice(0, 40)}`));
      })
        .on("error", reject)
        .end();
    });
  expect(await status(`rebound.example:${port}`)).toBe("421 This demo is not reached as rebound.exam");
  for (const host of ["localhost", "127.0.0.1", "[::1]"]) expect(await status(`${host}:${port}`)).toMatch(/^200 /);
});

test("after sign-out a copy of the cookie opens nothing, in no web process", async ({ page, playwright }) => {
  const second = await openSecondWeb(await freePort());
  try {
    await signInAs(page, thea);
    const cookies = await page.context().cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const copy = await playwright.request.newContext({ extraHTTPHeaders: { cookie } });
    const opened = async () =>
      Promise.all(
        [origin(), second.portal].map(async (portal) => {
          const me = await copy.get(`${portal}/api/trpc/identity.me`);
          const session = await copy.get(`${portal}/api/auth/session`);
          const machines = await copy.get(`${portal}/machines`, { maxRedirects: 0 });
          expect(me.headers()["cache-control"]).toBe("no-store");
          return [(await me.text()).includes(thea), "userId" in (await session.json()), machines.status()];
        }),
      );
    expect(await opened()).toEqual([
      [true, true, 200],
      [true, true, 200],
    ]);
    await signOut(page, thea);
    expect(await opened()).toEqual([
      [false, false, 307],
      [false, false, 307],
    ]);
    await copy.dispose();
  } finally {
    await second.end();
  }
});
