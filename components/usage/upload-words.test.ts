import { expect, test } from "vitest";
import { uploadPercent, uploadSentence } from "./upload-words";

const preview = {
  ...{ rows: 5, counted: 2, listed: 3, duplicates: 1, reasons: { duplicate: 1, credit: 2 }, totals: {} },
  ...{ amended: 1, voided: 2, windows: { judged: 3, charged: 0, takenBack: 0 } },
};
const upload = (change: Partial<Parameters<typeof uploadSentence>[0]>) => ({
  ...{ state: "receiving" as const, way: "import" as const, bytes: 2048n, received: 1024n },
  ...{ rowsRead: null, rowsExpected: null, preview: null, fault: null, ...change },
});

test("bytes while it comes, rows while it is read", () => {
  expect(uploadSentence(upload({}))).toBe("1 KiB of 2 KiB have come.");
  expect(uploadPercent(upload({}))).toBe(50);
  const read = upload({ state: "importing", rowsRead: 1000, rowsExpected: 4000 });
  expect(uploadSentence(read)).toBe("1,000 of 4,000 rows read.");
  expect(uploadPercent(read)).toBe(25);
  expect(uploadPercent(upload({ state: "checking" }))).toBe(0);
  expect(uploadSentence(upload({ state: "importing", fault: "It waits." }))).toBe("It waits.");
  expect(uploadPercent(upload({ state: "checked", preview }))).toBeNull();
});

test("what a dry run came to", () => {
  expect(uploadSentence(upload({ state: "checked", preview }))).toBe(
    "5 rows: 2 would be counted, 1 is known, 2 would not be counted (credit 2). Nothing is stored yet.",
  );
  expect(uploadSentence(upload({ state: "checked", way: "restate", preview }))).toBe(
    "5 rows: 2 would be new or changed, 1 is known, 2 would not be counted (credit 2). 1 record would be amended and 2 voided. 3 windows would be judged again: 0 charged more, 0 proposed to be taken back. Nothing is stored yet.",
  );
  expect(uploadSentence(upload({ state: "failed", fault: "It is a zip archive." }))).toBe("It is a zip archive.");
});
