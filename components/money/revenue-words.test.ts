import { expect, test } from "vitest";
import type { Revenue } from "@/server/reads/revenue-months";
import { lastMonths, revenueIn, revenueSeries } from "./revenue-words";

const one = (month: string, minor: bigint, more: Partial<Revenue> = {}): Revenue => ({
  ...{ month, minor, kind: "use", serviceId: "svc_a", cloudId: "cld_a", currency: "EUR" },
  ...more,
});
const named = {
  revenue: [
    one("2026-11", 100n),
    one("2026-11", 30n, { cloudId: null }),
    one("2026-11", 500n, { kind: "fee", cloudId: null, serviceId: "svc_b" }),
    one("2026-12", -7n, { cloudId: "cld_b" }),
    one("2026-12", 9n, { currency: "JPY" }),
  ],
  services: [
    { id: "svc_a", name: "Anti-virus" },
    { id: "svc_b", name: "Backup" },
    { id: "svc_c", name: "Compute" },
  ],
  clouds: [
    { id: "cld_a", name: "A", colorIndex: 1 },
    { id: "cld_b", name: "B", colorIndex: 4 },
  ],
};

test("revenue by service and by cloud comes to the same in each month, in its currency alone", () => {
  const [services, clouds] = [revenueSeries(named, "EUR", "service"), revenueSeries(named, "EUR", "cloud")];
  expect(services.map(({ label, byMonth }) => [label, byMonth])).toEqual([
    ["Anti-virus", { "2026-11": 130n, "2026-12": -7n }],
    ["Backup", { "2026-11": 500n }],
  ]);
  expect(clouds.map(({ label, colorIndex }) => [label, colorIndex])).toEqual([
    ["A", 1],
    ["B", 4],
    ["In no single cloud", 3],
    ["Fees", 4],
  ]);
  for (const month of ["2026-10", "2026-11", "2026-12"])
    expect(revenueIn(clouds, month)).toBe(revenueIn(services, month));
  expect(revenueSeries(named, "JPY", "service")).toMatchObject([{ byMonth: { "2026-12": 9n } }]);
});

test("months end with the running one, over the turn of the year", () => {
  expect(lastMonths(new Date("2027-01-31T23:00:00Z"), 3)).toEqual(["2026-11", "2026-12", "2027-01"]);
});
