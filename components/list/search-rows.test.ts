import { expect, test } from "vitest";
import { shownOf } from "./search-rows";

test("until rows are found, those from before that do not hold what is typed cannot be chosen", () => {
  const before = [
    { id: "a", label: "Tallaght Veterinary Group", detail: "tallaght-vet" },
    { id: "b", label: "Nordhafen Logistik GmbH", detail: "nordhafen-log" },
    { id: "c", label: "Nachtwerk" },
  ];
  const ids = (text: string, searching: boolean) => shownOf(before, text, searching).map(({ id }) => id);
  expect(ids(" NORDHAFEN", true)).toEqual(["b"]);
  expect(ids("tallaght-", true)).toEqual(["a"]);
  expect(ids("nobody", true)).toEqual([]);
  expect(ids("", true)).toEqual(["a", "b", "c"]);
  // What was found may hold it in a field that is not shown.
  expect(ids("nobody", false)).toEqual(["a", "b", "c"]);
});
