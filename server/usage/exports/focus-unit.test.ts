import { expect, test } from "vitest";
import { shippedMeters } from "../../services/meters";
import { focusUnit } from "./focus-unit";

test("units of meters are written as FOCUS writes them", () => {
  expect(Object.fromEntries(shippedMeters.map(({ unit }) => [unit, focusUnit(unit)]))).toEqual({
    vCPU·h: "vCPU-Hours",
    GiB·h: "GiB-Hours",
    GiB: "GiB",
    requests: "Requests",
    events: "Events",
    instances: "Instances",
    units: "Units",
    users: "Users",
  });
});

test("units of the provider's own meters: what is not known stays as it is", () => {
  expect(["h", "TB", "seat·d", "Mails", "kW", "web pages", "€"].map(focusUnit)).toEqual([
    "Hours",
    "TB",
    "Seat-Days",
    "Mails",
    "kW",
    "Web pages",
    "€",
  ]);
});
