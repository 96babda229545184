import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Exact } from "../quantity";
import { allowance, type LimitUsed } from "./allowance";

const limit = (id: string, more: Partial<LimitUsed> = {}): LimitUsed => ({
  id,
  scope: "aggregate",
  policy: "restrict",
  allows: "8",
  covered: "5",
  ...more,
});
const asked = (quantity: string, cloudId: string | null = "cld_a") => ({ quantity, cloudId });

describe("the allowance", () => {
  test("exactly what is left is allowed; the least more is not", () => {
    expect(allowance(asked("3"), [limit("a")], [])).toMatchObject({ allowed: true, code: "WITHIN_LIMIT", above: "0" });
    expect(allowance(asked("3.000000000000000001"), [limit("a")], [])).toMatchObject({
      allowed: false,
      code: "LIMIT_REACHED",
      remaining: "3",
      above: "0.000000000000000001",
    });
  });

  test("a limit that does not restrict allows what is above, and says how much", () => {
    for (const policy of ["off", "ask", "automatic"] as const)
      expect(allowance(asked("10"), [limit("a", { policy })], [])).toMatchObject({
        allowed: true,
        code: "ABOVE_LIMIT",
        above: "7",
      });
  });

  test("no limit, and a limit whose quantity is not known, allow everything", () => {
    for (const limits of [[], [limit("a", { allows: null, covered: "900" })]])
      expect(allowance(asked("1000000"), limits, [])).toMatchObject({
        allowed: true,
        code: "NO_LIMIT",
        remaining: null,
      });
  });

  test("a limit of another cloud says nothing about this one", () => {
    const other = limit("b", { scope: { cloudId: "cld_b" }, allows: "0", covered: "0" });
    expect(allowance(asked("1"), [other], [])).toMatchObject({ allowed: true, code: "NO_LIMIT" });
    expect(allowance(asked("1", "cld_b"), [other], [])).toMatchObject({ allowed: false });
    expect(allowance(asked("1", null), [other], [])).toMatchObject({ allowed: true, code: "NO_LIMIT" });
  });

  test("limits stack: a cloud's own and that of all clouds cover together, and the last decides", () => {
    const both = [limit("a"), limit("b", { scope: { cloudId: "cld_b" }, allows: "2", covered: "0", policy: "off" })];
    expect(allowance(asked("5", "cld_b"), both, [])).toMatchObject({ code: "WITHIN_LIMIT", remaining: "5" });
    expect(allowance(asked("6", "cld_b"), both, [])).toMatchObject({ code: "ABOVE_LIMIT", allowed: true });
    expect(allowance(asked("5", "cld_a"), both, [])).toMatchObject({ code: "LIMIT_REACHED", remaining: "3" });
  });

  test("what is reserved uses limits up as use does, by the cloud in which it is reserved", () => {
    const both = [limit("a"), limit("b", { scope: { cloudId: "cld_b" }, allows: "2", covered: "0" })];
    // 4 in cloud B: 3 are what the limit of all clouds still covers, 1 is its own.
    expect(allowance(asked("1", "cld_b"), both, [asked("4", "cld_b")])).toMatchObject({
      code: "WITHIN_LIMIT",
      remaining: "1",
      reserved: "4",
    });
    expect(allowance(asked("1", "cld_a"), both, [asked("4", "cld_b")])).toMatchObject({
      code: "LIMIT_REACHED",
      remaining: "0",
    });
  });

  test("use beyond the limit leaves nothing, and not less than nothing", () => {
    expect(allowance(asked("1"), [limit("a", { covered: "9" })], [])).toMatchObject({ remaining: "0", above: "1" });
  });

  test("a limit that cannot be judged refuses where it restricts, and allows where it bills", () => {
    expect(allowance(asked("1"), [limit("a", { covered: null })], [])).toMatchObject({
      allowed: false,
      code: "NOT_JUDGED",
    });
    expect(allowance(asked("1"), [limit("a", { covered: null, policy: "ask" })], [])).toMatchObject({ allowed: true });
  });

  test("reserving piece by piece never allows more than is left, in whatever pieces", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 50 }), cloud: fc.constantFrom("cld_a", "cld_b") })),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        (pieces, all, own) => {
          const limits = [
            limit("a", { allows: String(all), covered: "0" }),
            limit("b", { scope: { cloudId: "cld_b" }, allows: String(own), covered: "0" }),
          ];
          const held: { cloudId: string; quantity: string }[] = [];
          for (const { quantity, cloud } of pieces) {
            const wanted = { cloudId: cloud, quantity: String(quantity) };
            if (allowance(wanted, limits, held).allowed) held.push(wanted);
          }
          const sumOf = (cloud?: string) =>
            held
              .filter(({ cloudId }) => cloud === undefined || cloudId === cloud)
              .reduce((sum, { quantity }) => sum.plus(quantity), new Exact(0));
          expect(sumOf().lte(all + own)).toBe(true);
          expect(sumOf("cld_a").lte(all)).toBe(true);
        },
      ),
    );
  });
});
