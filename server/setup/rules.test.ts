import fc from "fast-check";
import { expect, test } from "vitest";
import { labelOf, linkState } from "./rules";

const now = new Date("2026-11-22T12:00:00Z");
const link = { revokedAt: null, expiresAt: new Date("2026-11-23T12:00:00Z"), uses: 0, usesMax: 1 };

test("a link is open until it is revoked, expired or used up, judged in this order", () => {
  expect(linkState(link, now)).toBe("open");
  expect(linkState({ ...link, uses: 1 }, now)).toBe("spent");
  expect(linkState({ ...link, uses: 1, expiresAt: now }, now)).toBe("expired");
  expect(linkState({ ...link, uses: 1, expiresAt: now, revokedAt: now }, now)).toBe("revoked");
});

test("a label is at most 40 bytes, the beginning of the name, and never half a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (name) => {
      const label = labelOf(name);
      expect(Buffer.byteLength(label)).toBeLessThanOrEqual(40);
      expect(Buffer.from(label).toString()).toBe(label);
      expect(
        name
          .replace(/\p{Cc}+/gu, " ")
          .trim()
          .startsWith(label),
      ).toBe(true);
    }),
  );
  expect(labelOf("Zeilen\numbruch")).toBe("Zeilen umbruch");
});
