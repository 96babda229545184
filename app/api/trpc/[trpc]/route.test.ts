import { expect, test } from "vitest";
import { GET, POST } from "./route";

test("a request with too many calls is refused before any of them is made, and no cache stores the refusal", async () => {
  const url = `http://portal/api/trpc/${Array(21).fill("identity.me").join(",")}?batch=1`;
  const body = new Request(url, { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
  for (const answer of [await GET(new Request(url)), await POST(body)]) {
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([400, "no-store"]);
    expect((await answer.json()).error.json).toMatchObject({
      message: "One request holds at most 20 calls; this one holds 21.",
      data: { code: "invalid_input", requestId: expect.stringMatching(/^req_/) },
    });
  }
});
