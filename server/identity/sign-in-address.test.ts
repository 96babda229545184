import fc from "fast-check";
import { expect, test } from "vitest";
import { pageAfterSignIn, signInAddress } from "./sign-in-address";

test("a page of the portal is led back to, with its question", () => {
  for (const page of ["/machines", "/machines/mac_1?tab=usage&x=%2F", "/admin/licenses?state=active", "/install"])
    expect(pageAfterSignIn(page)).toBe(page);
});

test("nothing else is", () => {
  const others = [
    ...["https://evil.example/", "//evil.example/a", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"],
    ...["/.//evil.example", "/..//evil.example", "/a\n/b", "/\t/evil.example", "machines", "", " /machines"],
    ...["/sign-in", "/sign-in/confirm?token=x", "/api/auth/signout", "/i/abc", "/forbidden", "/"],
    ...[undefined, null, ["/machines"], 7, `/${"a".repeat(1000)}`],
  ];
  for (const other of others) expect(pageAfterSignIn(other), String(other)).toBeNull();
});

test("whatever is given, the answer stays on this origin", () => {
  const parts = fc.constantFrom("/", "//", "\\", ".", "..", "@", ":", "%2f", "?", "#", "evil.example", "\t", "\n", "a");
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), (some) => {
      const page = pageAfterSignIn(some.join(""));
      if (page !== null) expect(new URL(page, "https://portal.example").origin).toBe("https://portal.example");
    }),
    { numRuns: 2000 },
  );
});

test("the sign-in page carries the page, without Next's mark, and the end of a session", () => {
  expect(signInAddress("/machines?q=a&_rsc=1x2")).toBe("/sign-in?next=%2Fmachines%3Fq%3Da");
  expect(signInAddress("/machines?_rsc=1x2")).toBe("/sign-in?next=%2Fmachines");
  expect(signInAddress("/usage?_rsc=1&meter=x", { ended: true })).toBe("/sign-in?next=%2Fusage%3Fmeter%3Dx&ended=1");
  expect(signInAddress(null)).toBe("/sign-in");
  expect(signInAddress("/")).toBe("/sign-in");
});
