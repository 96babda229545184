import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { inProvider, jobRequest } from "@/server/context";
import { env } from "@/server/env";
import { createFirstOwnerLink } from "@/server/identity/first-owner";
import { POST } from "./route";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const post = (fields: Record<string, string>, origin = env().NEXTAUTH_URL) =>
  POST(
    new Request(`${env().NEXTAUTH_URL}/api/session/first-owner`, {
      method: "POST",
      headers: { origin, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields),
    }),
    { params: Promise.resolve({}) },
  );
const to = (answer: Response) => [answer.status, answer.headers.get("location")];

test("the printed link's form makes the owner once, and comes back with what was entered until then", async () => {
  const link = await inProvider(jobRequest("test"), (ctx) => createFirstOwnerLink(ctx));
  const token = new URL(link ?? "").searchParams.get("token") ?? "";
  const typed = { token, email: "nonsense", name: "Ada" };
  const back = (error: string, email: string) => [
    303,
    `/sign-in/first-owner?${new URLSearchParams({ ...typed, email, error })}`,
  ];
  expect(to(await post(typed))).toEqual(back("fields", "nonsense"));
  const owner = { ...typed, email: "ada@example.com" };
  expect((await post(owner, "https://evil.example")).status).toBe(403);
  expect(to(await post(owner))).toEqual([303, expect.stringMatching(/^\/sign-in\/confirm\?token=/)]);
  expect(to(await post(owner))).toEqual(back("gone", "ada@example.com"));
});
