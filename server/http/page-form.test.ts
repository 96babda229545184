import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readPageForm } from "./page-form";
import { hostileTexts } from "./testing/hostile-values";

const portal = "https://portal.example";
const schema = z.strictObject({ email: z.string().max(1000) });

const read = (body: string, more: Record<string, string> = {}) => {
  const type = { "content-type": "application/x-www-form-urlencoded" };
  const headers = { ...type, host: "10.0.0.7:3000", origin: portal, ...more };
  const request = new Request("http://10.0.0.7:3000/api/session/any", { method: "POST", headers, body });
  request.headers.set("host", headers.host);
  return readPageForm(request, schema, portal);
};

describe("a form of a page", () => {
  test("is read where a page of the portal sent it, by the name that people or a proxy use", async () => {
    expect(await read("email=ada%40example.com")).toEqual({ email: "ada@example.com" });
    expect(await read("email=a", { origin: "http://10.0.0.7:3000" })).toEqual({ email: "a" });
    // A page without referrers names no origin.
    expect(await read("email=a", { origin: "null", "sec-fetch-site": "same-origin" })).toEqual({ email: "a" });
  });

  test.each(["", "null", "https://evil.example", "https://portal.example.evil.example", "https://portal.example:444"])(
    "is refused from the origin %j",
    async (origin) => {
      await expect(read("email=a", { origin })).rejects.toMatchObject({ code: "forbidden" });
    },
  );

  test.each(["same-site", "cross-site", "none"])("is refused as %s", async (site) => {
    await expect(read("email=a", { "sec-fetch-site": site })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("is refused in a sentence where it is no form, too large, or holds what it should not", async () => {
    await expect(read("{}", { "content-type": "text/plain" })).rejects.toMatchObject({
      code: "unsupported_media_type",
    });
    await expect(read("{}", { "content-type": "multipart/form-data; boundary=x" })).rejects.toMatchObject({
      code: "unsupported_media_type",
    });
    await expect(read(`email=${"x".repeat(20_000)}`)).rejects.toMatchObject({ code: "too_large" });
    await expect(read("email=a&email2=b")).rejects.toThrow("There is no field email2 here.");
    await expect(read("email=%00")).rejects.toMatchObject({ code: "invalid_input" });
    for (const text of hostileTexts)
      await read(text).then(
        () => expect.unreachable(text),
        (error) => expect(["invalid_input", "too_large"]).toContain(error.code),
      );
  });
});
