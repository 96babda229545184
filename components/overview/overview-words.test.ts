import { expect, test } from "vitest";
import { type Overview, overviewFinding } from "./overview-words";

const overview = { hasCustomers: true, standings: [], machines: { all: 9, silent: 0 } } as unknown as Overview;
const none = { stuck: 0, held: 0, blocked: 0, discovered: 0, lateJobs: 0, failingNotices: 0 };

test("everything runs only where nothing is stuck, waits, is late or fails", () => {
  expect(overviewFinding(overview, none)).toBe("No customer is near or over a limit. Everything runs.");
  for (const fault of Object.keys(none))
    expect(overviewFinding(overview, { ...none, [fault]: 2 }), fault).not.toContain("Everything runs");
  expect(overviewFinding(overview, { ...none, blocked: 2, lateJobs: 1 })).toBe(
    "No customer is near or over a limit. 2 machines blocked or silent, 1 job not on time.",
  );
});
