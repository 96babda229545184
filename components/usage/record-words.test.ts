import { expect, test } from "vitest";
import { recordName, usedWords } from "./record-words";

const at = (text: string) => new Date(`${text}:00Z`);

test("a gauge's record is an instant, a counter's a span that names its day once", () => {
  const endedAt = at("2026-11-20T10:20");
  expect(usedWords({ startedAt: null, endedAt }, "UTC")).toBe("20 Nov 2026, 10:20");
  expect(usedWords({ startedAt: endedAt, endedAt }, "UTC")).toBe("20 Nov 2026, 10:20");
  expect(usedWords({ startedAt: at("2026-11-20T10:00"), endedAt }, "UTC")).toBe("20 Nov 2026, 10:00 to 10:20");
  expect(usedWords({ startedAt: at("2026-11-19T10:00"), endedAt }, "UTC")).toBe(
    "19 Nov 2026, 10:00 to 20 Nov 2026, 10:20",
  );
});

test("a record is named by its quantity, with the meter where its unit is another word, its time and its id", () => {
  const record = { quantity: "3.25", startedAt: null, endedAt: at("2026-11-20T10:20"), eventId: "e-7" };
  expect(recordName(record, { name: "Storage", unit: "GiB" }, "UTC")).toBe(
    "3.25 GiB of storage, 20 Nov 2026, 10:20, e-7",
  );
  expect(recordName(record, { name: "Requests", unit: "requests" }, "UTC")).toBe(
    "3.25 requests, 20 Nov 2026, 10:20, e-7",
  );
});
