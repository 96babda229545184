import { describe, expect, test } from "vitest";
import { addressOf, csvHref, hrefOf, pageLinks, sheetHref, sortLink } from "./address";

const read = (params: Record<string, string | string[]>) =>
  addressOf("/admin/things", Promise.resolve(params), ["state", "q", "sort", "open", "of"]);

describe("a list's address", () => {
  test("has the parameters that the page knows and drops the rest", async () => {
    const address = await read({ state: ["active", "silent"], q: "", other: "x" });
    expect(address.params).toEqual({ state: "active" });
  });

  test("a changed filter starts at the first page", async () => {
    const address = await read({ state: "active", after: "b", trail: "a" });
    expect(hrefOf(address, { q: "till 01" })).toBe("/admin/things?state=active&q=till+01");
    expect(hrefOf(address, { state: null })).toBe("/admin/things");
  });

  test("a panel opens without leaving the page", async () => {
    const address = await read({ after: "b", trail: "a" });
    expect(sheetHref(address, { open: "x" })).toBe("/admin/things?after=b&trail=a&open=x");
  });

  test("pages are walked there and back", async () => {
    const first = await read({});
    expect(pageLinks(first, "a")).toEqual({ nextHref: "/admin/things?after=a" });
    const second = await read({ after: "a" });
    expect(pageLinks(second, "b")).toEqual({
      previousHref: "/admin/things",
      nextHref: "/admin/things?after=b&trail=a",
    });
    const third = await read({ after: "b", trail: "a" });
    expect(pageLinks(third, null)).toEqual({ previousHref: "/admin/things?after=a" });
  });

  test("a head sorts by its column, then goes back to the list's own order", async () => {
    const unsorted = await read({});
    expect(sortLink(unsorted, "amount")).toEqual({ sortHref: "/admin/things?sort=amount" });
    expect(sortLink(unsorted, "newest", { byDefault: true })).toEqual({ sorted: "down" });
    const sorted = await read({ sort: "amount" });
    expect(sortLink(sorted, "amount", { sorted: "up" })).toEqual({ sortHref: "/admin/things", sorted: "up" });
    expect(sortLink(sorted, "newest", { byDefault: true })).toEqual({ sortHref: "/admin/things" });
  });

  test("the export has the filters, but neither the page nor what is open next to the list", async () => {
    const address = await read({ state: "active", after: "b", open: "x", of: "y" });
    expect(csvHref(address)).toBe("/admin/things/export?state=active");
  });
});
