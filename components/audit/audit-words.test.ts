import { expect, test } from "vitest";
import { actionWords, actorWords, detailWords, fieldWords, valueWords } from "./audit-words";

const id = (prefix: string) => `${prefix}_${"0".repeat(26)}`;
const things = {
  [id("mach")]: { id: id("mach"), name: "archiv-03", customerId: "cust_1", event: null },
  [id("evt")]: { id: id("evt"), name: "EV-2003", customerId: "cust_1", event: 2003 },
};

test("an entry reads without ids, hashes and ISO instants", () => {
  expect(
    detailWords(
      {
        firstMachine: id("mach"),
        billingEvent: id("evt"),
        document: id("ldoc"),
        sha256: "0".repeat(64),
        expires: "2026-12-01T05:04:03.000Z",
        allocationBytes: "5368709120",
        amountMinor: "180",
        reason: "",
      },
      things,
    ),
  ).toBe("first machine archiv-03, billing event EV-2003, expires 1 Dec 2026, 05:04 UTC, allocation bytes 5 GiB");
});

test("machines act under their names, people under theirs", () => {
  const machine = { actorKind: "machine", actorId: id("mach"), actorLabel: id("mach") };
  expect(actorWords(machine, things)).toBe("archiv-03 (machine)");
  expect(actorWords({ actorKind: "staff", actorId: "user_1", actorLabel: "Omar Petrov" }, things)).toBe(
    "Omar Petrov (staff)",
  );
});

test("names of the code are words", () => {
  expect(["firstMachine", "sha256", "machine_id", "hardwareUuid"].map(fieldWords)).toEqual([
    "first machine",
    "SHA-256",
    "machine id",
    "hardware UUID",
  ]);
  expect(actionWords("api_key.created")).toBe("API key created");
  expect(valueWords("rows", "1234567", {})).toBe("1,234,567");
});
