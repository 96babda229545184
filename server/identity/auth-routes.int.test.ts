import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { hostileTexts } from "../http/testing/hostile-values";
import { authHandler } from "./next-auth";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const ask = async (path: string, init?: RequestInit) => {
  const request = new Request(`http://127.0.0.1:3000/api/auth/${path}`, init);
  const answer = await authHandler(request, {
    params: Promise.resolve({ nextauth: (path.split("?")[0] ?? "").split("/") }),
  });
  return [answer.status, ((await answer.json()) as { detail: string }).detail] as const;
};
const post = (path: string, body: string, type = "application/json") =>
  ask(path, { method: "POST", body, headers: { "content-type": type } });

test("a body that is none is refused in a sentence before next-auth reads it", async () => {
  for (const body of ["{", "[]", "7", "null", ...hostileTexts.filter((text) => !text.startsWith("{"))]) {
    const [status, sentence] = await post("signin/demo", body);
    expect([body.slice(0, 40), status]).toEqual([body.slice(0, 40), 400]);
    expect(sentence.length).toBeGreaterThan(10);
  }
  expect((await post("signout", "x", "text/plain"))[0]).toBe(415);
  expect((await post("signout", "x", "multipart/form-data"))[0]).toBe(415);
  expect((await post("signout", `"${"x".repeat(300_000)}"`))[0]).toBe(413);
});

test("an address to lead back to that is none is refused, in the question and in the cookie", async () => {
  for (const url of ["W3t9XQ", "__proto__", "javascript:alert(1)", "http://", "//a b", "[1,2"]) {
    expect((await ask(`csrf?callbackUrl=${encodeURIComponent(url)}`))[0]).toBe(400);
    const cookie = `a=b; next-auth.callback-url=${encodeURIComponent(url)}`;
    expect((await ask("csrf", { headers: { cookie } }))[0]).toBe(400);
  }
});

test("a way to sign in that is not there is 404, one that is not called by GET 405", async () => {
  for (const provider of ["oidc", "nonsense", "%00", ""]) expect((await ask(`callback/${provider}`))[0]).toBe(404);
  expect(await ask("callback/mailed-link")).toEqual([405, "This address takes POST, not GET."]);
  expect((await post("callback/oidc", "{}"))[0]).toBe(404);
});
