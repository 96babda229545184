import { Agent, request as ask } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import { dice, hostileTexts, hostileValue } from "../server/http/testing/hostile-values";
import { origin } from "./support/installation";
import { owner, signInAs, thea } from "./support/people";
import { addressOf, pathOf, routes } from "./support/routes";

// Addresses, sign-in's own routes and forms, and what Next takes for a server action, with inputs that nobody sends by
// accident: no answer of 500 or more, none that hangs, none that shows the server's inside.
// server/hostile-input.int.test.ts does the same for procedures and APIs.

const seed = Number(process.env.SPILLWAY_HOSTILE_SEED ?? 20261129);
const inputs = process.env.SPILLWAY_LONG ? 20_000 : 600;
const parts = 4;
const innards = /\bat .+\.(?:js|ts|mjs):\d+:\d+|node_modules|Failed query|PostgresError|spillway_(?:owner|app)/;
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

type Asked = { method: string; path: string; headers: Record<string, string>; body?: string };

/** Sends what fetch would refuse to send or would tidy. @returns what is wrong with the answer, or null */
function faultOf({ method, path: address, headers, body }: Asked): Promise<string | null> {
  const what = `${method} ${address} ${JSON.stringify(headers).slice(0, 300)} ${(body ?? "").slice(0, 200)}`;
  return new Promise((resolve) => {
    const { hostname, port } = new URL(origin());
    // Otherwise the body of a DELETE would be taken for the next request.
    const framed = body === undefined ? headers : { ...headers, "content-length": String(Buffer.byteLength(body)) };
    const sent = ask({ agent, hostname, port, method, path: address, headers: framed, timeout: 30_000 }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () => {
        if ((answer.statusCode ?? 0) >= 500) resolve(`${answer.statusCode} for ${what}: ${text.slice(0, 200)}`);
        else resolve(innards.test(text) ? `it shows its inside for ${what}: ${innards.exec(text)?.[0]}` : null);
      });
      answer.on("error", (error) => resolve(`${error.message} for ${what}`));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer in 30 s")));
    sent.on("error", (error) => resolve(`${error.message} for ${what}`));
    sent.end(body);
  });
}

/** What an address or a header may hold as it is sent; the rest is written as %XX, here and there wrongly. */
const written = (text: string, broken: boolean) => {
  const safe = encodeURIComponent(text.replace(/\p{Surrogate}/gu, "%ED%A0%80").slice(0, 2000));
  return broken ? safe.replace(/%25/g, "%") : safe;
};
const inHeader = (text: string) => text.replace(/[^\x21-\x7e]/g, "?").slice(0, 2000);

/** Runs its share of the inputs; a fault is reported with the seed. */
async function none(share: number, name: string, draw: (dice: ReturnType<typeof inputsOf>, n: number) => Asked) {
  const drawn = inputsOf(seed + share);
  const faults = new Set<string>();
  for (let n = 0; n < inputs / parts && faults.size < 20; n++) {
    const fault = await faultOf(draw(drawn, n));
    if (fault) faults.add(fault);
  }
  console.info(`${name}: ${Math.ceil(inputs / parts)} hostile inputs, seed ${seed}`);
  expect([...faults]).toEqual([]);
}
const inputsOf = (from: number) => {
  const { below, oneOf } = dice(from);
  return { below, oneOf, text: () => oneOf(hostileTexts) };
};

const cookieOf = async (page: Page) =>
  (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");

test.setTimeout(process.env.SPILLWAY_LONG ? 3_600_000 : 300_000);

test("pages", async ({ page }) => {
  const cookies: Record<string, string> = { nobody: "" };
  const addresses: { as: string; address: string }[] = [];
  for (const [as, person] of [
    ["customer", thea],
    ["staff", owner],
  ] as const) {
    await signInAs(page, person);
    cookies[as] = await cookieOf(page);
    for (const route of routes.filter((one) => one.as === as && one.from))
      addresses.push({ as, address: (await pathOf(route, page)).split("?")[0] ?? "/" });
  }
  for (const route of routes) addresses.push({ as: route.as, address: addressOf(route) });
  const names = ["q", "after", "meter", "range", "by", "state", "customer", "machine", "from", "to", "next", "error"];
  await none(10, "pages", ({ below, oneOf, text }) => {
    const { as, address } = oneOf(addresses);
    const at = address.replace(/\[\w+\]/g, () => written(text(), false));
    const asked = Array.from({ length: below(4) }, () => `${oneOf(names)}=${written(text(), below(3) === 0)}`).join(
      "&",
    );
    const cookie = [cookies[below(5) ? as : "nobody"] ?? ""];
    if (below(6) === 0) cookie.push(`spillway-company=${written(text(), false)}`);
    if (below(6) === 0) cookie.push(`spillway-view-as=${written(text(), false)}`);
    const headers: Record<string, string> = { cookie: cookie.filter(Boolean).join("; ") };
    if (below(8) === 0) headers["x-spillway-company"] = inHeader(text());
    if (below(8) === 0) headers["accept-language"] = inHeader(text());
    if (below(8) === 0) headers["x-forwarded-for"] = inHeader(text());
    // What Next's own router sends.
    if (below(3) === 0) headers.rsc = "1";
    if (below(6) === 0) headers["next-router-state-tree"] = below(2) ? inHeader(text()) : written(text(), false);
    if (below(8) === 0) headers["next-url"] = inHeader(text());
    if (below(8) === 0) headers["next-router-prefetch"] = oneOf(["1", "2", "x"]);
    if (below(8) === 0) headers["next-router-segment-prefetch"] = oneOf(["/_tree", "/_index", inHeader(text())]);
    return { method: oneOf(["GET", "GET", "GET", "HEAD"]), path: asked ? `${at}?${asked}` : at, headers };
  });
});

test("sign-in's own routes", async () => {
  const paths = ["session", "csrf", "providers", "error", "signin", "signin/demo", "signout", "callback/mailed-link"];
  const more = ["callback/demo", "callback/oidc", "_log", "verify-request", "nonsense", ""];
  const names = ["error", "callbackUrl", "token", "csrfToken", "userId", "code", "state", "json", "redirect"];
  await none(11, "sign-in's routes", ({ below, oneOf, text }) => {
    const fields = () =>
      Array.from({ length: below(4) }, () => `${oneOf(names)}=${written(text(), below(3) === 0)}`).join("&");
    const method = oneOf(["GET", "POST"]);
    const type = oneOf(["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data"]);
    const forged = `next-auth.session-token=${written(text(), false)}; next-auth.csrf-token=${written(text(), false)}`;
    return {
      method,
      path: `/api/auth/${below(6) ? oneOf([...paths, ...more]) : written(text(), false)}?${fields()}`,
      headers: { "content-type": type, ...(below(3) ? {} : { cookie: forged }) },
      ...(method === "POST" ? { body: below(4) ? fields() : JSON.stringify(hostileValue({ below, oneOf })) } : {}),
    };
  });
});

const actionTypes = [
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "multipart/form-data; boundary=",
  "text/plain;charset=UTF-8",
  "application/x-www-form-urlencoded",
  "application/json",
];
/** Bodies as Next's own browser code sends them, and what nearly is one. */
const actionBodies = [
  "[]",
  '["$K1"]',
  '["$F1","$@2","$Q3","$h4"]',
  '--x\r\nContent-Disposition: form-data; name="1_$ACTION_ID_x"\r\n\r\n\r\n--x--\r\n',
  '--x\r\nContent-Disposition: form-data; name="$ACTION_REF_1"\r\n\r\n\r\n--x\r\nContent-Disposition: form-data; name="$ACTION_1:0"\r\n\r\n{"id":"x","bound":"$@1"}\r\n--x--\r\n',
  '--x\r\nContent-Disposition: form-data; name="0"\r\n\r\n["$K1"]',
  "--x\r\n",
];

test("server actions, of which there are none", async () => {
  const addresses = [...routes.map(addressOf), "/nowhere", "/i/a/b", "/_next/data/x", "/api/nowhere", "/api/v1/links"];
  await none(12, "server actions", ({ below, oneOf, text }) => {
    const id = below(2) ? "0".repeat(42) : inHeader(text());
    const body = below(3) ? oneOf(actionBodies) : below(2) ? text().replace(/\p{Surrogate}/gu, "") : "";
    const from = oneOf<Record<string, string>>([{}, { origin: origin() }, { origin: "null" }]);
    return {
      method: oneOf(["POST", "POST", "POST", "PUT", "DELETE"]),
      path: oneOf(addresses).replace(/\[\w+\]/g, () => written(text(), false)),
      headers: { "content-type": oneOf(actionTypes), ...from, ...(below(4) ? { "next-action": id } : {}) },
      body,
    };
  });
  const refused = await fetch(`${origin()}/sign-in`, {
    method: "POST",
    headers: { "next-action": "0".repeat(42), "content-type": "text/plain;charset=UTF-8" },
    body: '["$K1"]',
  });
  expect([refused.status, await refused.text()]).toEqual([405, "This address takes GET and HEAD, not POST.\n"]);
});

test("the forms of sign-in", async ({ page }) => {
  await signInAs(page, owner);
  const cookie = await cookieOf(page);
  const names = ["email", "next", "token", "name", "customerId", "x"];
  await none(13, "the forms of sign-in", ({ below, oneOf, text }) => {
    // Not sign-out: whoever is signed out sends nothing more of this kind.
    const form = oneOf(["sign-in-link", "first-owner", "company", "view-as", "stop-viewing"]);
    const fields = Array.from({ length: below(4) }, () => `${oneOf(names)}=${written(text(), below(3) === 0)}`);
    return {
      method: "POST",
      path: `/api/session/${form}`,
      headers: {
        "content-type": below(6) ? "application/x-www-form-urlencoded" : oneOf(actionTypes),
        origin: below(6) ? origin() : oneOf(["null", "https://evil.example"]),
        ...(below(2) ? { cookie } : {}),
      },
      body: below(6) ? fields.join("&") : oneOf(actionBodies),
    };
  });
});
