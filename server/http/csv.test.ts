import { describe, expect, test } from "vitest";
import { csvCell, csvResponse } from "./csv";

type Row = { id: string; name: string; count: number };
const columns = [
  { head: "Id", of: (row: Row) => row.id },
  { head: "Name", of: (row: Row) => row.name },
  { head: "Count", of: (row: Row) => row.count },
];

describe("an export", () => {
  test("holds every page, quoted", async () => {
    const pages: Record<string, { rows: Row[]; nextCursor: string | null }> = {
      first: { rows: [{ id: "a", name: 'Tall, "till" 1', count: 1 }], nextCursor: "second" },
      second: { rows: [{ id: "b", name: "line\nbreak", count: -2 }], nextCursor: null },
    };
    const response = await csvResponse("things", new Date("2026-11-21T14:05:00Z"), columns, async (after) => {
      const page = pages[after ?? "first"];
      if (!page) throw new Error("no such page");
      return page;
    });
    expect(response.headers.get("content-disposition")).toContain("things-2026-11-21.csv");
    expect(await response.text()).toBe('Id,Name,Count\r\na,"Tall, ""till"" 1",1\r\nb,"line\nbreak",-2\r\n');
  });

  test("does not let a name run as a formula", async () => {
    const rows = [{ id: "a", name: "=HYPERLINK()", count: 0 }];
    const response = await csvResponse("things", new Date(0), columns, async () => ({ rows, nextCursor: null }));
    expect(await response.text()).toContain("a,'=HYPERLINK(),0");
  });

  test("a number stays a number, also as text; what only begins like one does not", () => {
    expect(["-12.50", -3, "-", "-1+cmd|' /C calc'!A0", "+1", "@x", "a-b"].map(csvCell)).toEqual([
      "-12.50",
      "-3",
      "'-",
      "'-1+cmd|' /C calc'!A0",
      "'+1",
      "'@x",
      "a-b",
    ]);
  });

  test("what another country's spreadsheet takes for a separator is quoted", () => {
    expect(["a;=1+1", "a\t=1+1", "a b"].map(csvCell)).toEqual(['"a;=1+1"', '"a\t=1+1"', "a b"]);
  });

  test("a refusal is no file, a failure in the midst no whole file", async () => {
    const gone = async () => {
      throw new Error("gone");
    };
    await expect(csvResponse("things", new Date(0), columns, gone)).rejects.toThrow("gone");
    const first = { rows: [{ id: "a", name: "a", count: 0 }], nextCursor: "b" };
    const broken = await csvResponse("things", new Date(0), columns, (after) =>
      after === null ? Promise.resolve(first) : gone(),
    );
    await expect(broken.text()).rejects.toThrow("gone");
  });
});
