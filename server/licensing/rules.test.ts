import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  availableFeatures,
  type Checked,
  licenseVerdict,
  mayBeIssued,
  releasesPerDay,
  seatFor,
  verdicts,
} from "./rules";

const now = new Date("2026-11-22T12:00:00Z");
const later = new Date("2026-11-23T12:00:00Z");
const earlier = new Date("2026-11-21T12:00:00Z");
const license = { state: "active", kind: "standard", validFrom: earlier, validTo: later } as const;
const document = { expiresAt: later, revokedAt: null, acknowledgedAt: now };
const good: Checked = {
  now,
  customerState: "active",
  accountState: "open",
  machineState: "active",
  license,
  hasSeat: true,
  document,
  serviceMatches: true,
  keyMatches: true,
  featureGranted: true,
};

const table: [string, Partial<Checked>][] = [
  ["NOT_FOUND", { license: null }],
  ["SERVICE_MISMATCH", { serviceMatches: false }],
  ["KEY_MISMATCH", { keyMatches: false }],
  ["CUSTOMER_CLOSED", { customerState: "closed" }],
  ["CUSTOMER_SUSPENDED", { customerState: "suspended" }],
  ["ACCOUNT_CLOSED", { accountState: "closed" }],
  ["ACCOUNT_SUSPENDED", { accountState: "suspended" }],
  ["REVOKED", { license: { ...license, state: "revoked" } }],
  ["RELEASED", { license: { ...license, state: "released" } }],
  ["SUSPENDED", { license: { ...license, state: "suspended" } }],
  ["EXPIRED", { license: { ...license, validTo: now } }],
  ["NOT_YET_VALID", { license: { ...license, validFrom: later } }],
  ["PENDING", { license: { ...license, state: "pending" } }],
  ["MACHINE_RETIRED", { machineState: "retired" }],
  ["QUARANTINED", { machineState: "quarantined" }],
  ["NO_SEAT", { hasSeat: false }],
  ["NO_DOCUMENT", { document: null }],
  ["DOCUMENT_REVOKED", { document: { ...document, revokedAt: now } }],
  ["DOCUMENT_EXPIRED", { document: { ...document, expiresAt: now } }],
  ["NOT_ACKNOWLEDGED", { document: { ...document, acknowledgedAt: null } }],
  ["HEARTBEAT_DEAD", { machineState: "silent" }],
  ["FEATURE_MISSING", { featureGranted: false }],
  ["VALID", {}],
];

describe("verdicts", () => {
  test.each(table)("%s", (code, change) => {
    expect(licenseVerdict({ ...good, ...change }).code).toBe(code);
  });

  test("the table is complete, its codes are unique and stand in this order", () => {
    expect(verdicts.map((verdict) => verdict.code)).toEqual(table.map(([code]) => code));
  });

  test("of two faults the earlier guard speaks", () => {
    for (const [n, [code, change]] of table.entries())
      for (const [, other] of table.slice(n + 1)) {
        const both = { ...good, ...other, ...change };
        if (both.license === null || ("license" in change && "license" in other)) continue;
        if ("document" in change && "document" in other) continue;
        if ("machineState" in change && "machineState" in other) continue;
        if ("customerState" in change && "customerState" in other) continue;
        expect(licenseVerdict(both).code).toBe(code);
      }
  });

  test("an overflow license needs no seat", () => {
    expect(licenseVerdict({ ...good, hasSeat: false, license: { ...license, kind: "overflow" } }).valid).toBe(true);
  });

  test("no document for who is suspended, revoked, released or quarantined", () => {
    for (const code of ["SUSPENDED", "REVOKED", "RELEASED", "QUARANTINED", "CUSTOMER_SUSPENDED", "PENDING"] as const)
      expect(mayBeIssued(code)).toBe(false);
    expect(mayBeIssued("DOCUMENT_EXPIRED")).toBe(true);
  });
});

test("features follow from the allocation", () => {
  const features = [
    { feature: "file-backup", minimumAllocationBytes: 0n },
    { feature: "image-backup", minimumAllocationBytes: 100n },
  ];
  expect(availableFeatures(features, 99n)).toEqual(["file-backup"]);
  expect(availableFeatures(features, 100n)).toEqual(["file-backup", "image-backup"]);
  expect(availableFeatures(features, null)).toEqual(["file-backup"]);
});

describe("seats", () => {
  const seat = (seatNo: number, licenseId: string | null, reservedUntil: Date | null) => ({
    id: `seat_${seatNo}`,
    seatNo,
    licenseId,
    reservedUntil,
  });
  test("its own first, then the lowest free one, then one whose reservation lapsed, else none", () => {
    expect(seatFor([seat(1, null, null), seat(2, "me", null)], "me", now)?.seatNo).toBe(2);
    expect(seatFor([seat(2, null, null), seat(1, null, null)], "me", now)?.seatNo).toBe(1);
    expect(seatFor([seat(1, "a", null), seat(2, "b", earlier)], "me", now)?.seatNo).toBe(2);
    expect(seatFor([seat(1, "a", null), seat(2, "b", later)], "me", now)).toBeNull();
  });
  test("a seat that is taken or still reserved is never given to another", () => {
    const anySeat = fc.record({
      seatNo: fc.integer({ min: 1, max: 20 }),
      licenseId: fc.constantFrom(null, "a", "b"),
      reservedUntil: fc.constantFrom(null, earlier, later),
    });
    fc.assert(
      fc.property(fc.array(anySeat), (seats) => {
        const given = seatFor(
          seats.map((row) => ({ ...row, id: `seat_${row.seatNo}` })),
          "me",
          now,
        );
        if (given?.licenseId) expect(given.reservedUntil).toBe(earlier);
      }),
    );
  });
  test("releases are limited, at least three", () => {
    expect([1, 10, 100].map(releasesPerDay)).toEqual([3, 5, 50]);
  });
});

test("a verdict reads the same for customer, staff and program: nobody is sent to themselves", () => {
  for (const { sentence } of verdicts) expect(sentence).not.toMatch(/ask (the|your) provider/i);
});
