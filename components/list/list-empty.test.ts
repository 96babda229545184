import { expect, test } from "vitest";
import { isFiltered } from "./list-empty";

test("an order, a page and an open panel leave no row out; a search and a filter may", () => {
  const of = (params: Record<string, string>) => isFiltered({ path: "/admin/machines", params });
  expect(of({})).toBe(false);
  expect(of({ sort: "name", hide: "seat", after: "x", trail: "~", open: "lic_1", of: "cust_1" })).toBe(false);
  expect(of({ q: "hh" })).toBe(true);
  expect(of({ sort: "name", state: "silent" })).toBe(true);
});
