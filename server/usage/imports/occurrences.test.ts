import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { Occurrences } from "./occurrences";

const hashOf = (n: number) => createHash("sha256").update(`${n}`).digest("hex").slice(0, 32);

test("counts each of many hashes as a Map of their texts does, also of those that begin alike", () => {
  const [occurrences, known] = [new Occurrences(), new Map<string, number>()];
  const alike = ["0", "1", "f"].map((end) => `000003ff${"0".repeat(23)}${end}`);
  for (let n = 0; n < 30_000; n++) {
    // Some come again soon, some late, most once.
    const hash = n % 7 === 0 ? (alike[n % 3] as string) : hashOf(n % 5 === 0 ? n / 5 : n);
    known.set(hash, (known.get(hash) ?? 0) + 1);
    expect(occurrences.next(hash)).toBe(known.get(hash));
  }
});
