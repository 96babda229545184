import { expect, test } from "vitest";
import { isFiltered, nothingMatches } from "./list-empty";

test("an order, a page and an open panel leave no row out; a search and a filter may", () => {
  const of = (params: Record<string, string>) => isFiltered({ path: "/admin/machines", params });
  expect(of({})).toBe(false);
  expect(of({ sort: "name", hide: "seat", after: "x", trail: "~", open: "lic_1", of: "cust_1" })).toBe(false);
  expect(of({ q: "hh" })).toBe(true);
  expect(of({ sort: "name", state: "silent" })).toBe(true);
});

test("a search alone is not said to stand with other filters", () => {
  const of = (params: Record<string, string>) => nothingMatches({ path: "/admin/machines", params });
  expect(of({ q: "hh", sort: "name" })).toBe('Nothing matches "hh".');
  expect(of({ q: "hh", state: "silent" })).toBe('Nothing matches "hh" and the other filters.');
  expect(of({ state: "silent" })).toBe("Remove a filter to see more.");
});
