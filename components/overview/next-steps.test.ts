import { expect, test } from "vitest";
import { nextStepsOf } from "./next-steps";

type Of = Parameters<typeof nextStepsOf>[0];
const settled: Of = {
  information: { any: true, contact: true, creditLimit: true },
  hasBilling: true,
  waitingMachines: 0,
  machines: 3,
  creditLimitMinor: 5000n,
  creditLimitAsked: false,
  standings: [],
  unusedLinks: [],
};
const link = (id: string, serial: string | null) => ({ id, serial, serviceName: "Cloud backup" });

test("nothing is left to do where everything is there", () => {
  expect(nextStepsOf(settled)).toEqual([]);
});

test("what is missing comes with the machines that wait for it, most urgent first", () => {
  const steps = nextStepsOf({
    ...settled,
    information: { any: false, contact: false, creditLimit: false },
    hasBilling: false,
    waitingMachines: 2,
  });
  expect(steps.map(({ id }) => id)).toEqual(["information", "billing"]);
  expect(steps[0]?.detail).toContain("2 machines wait");
});

test("commands that were not run lead to their links, by name up to three", () => {
  expect(nextStepsOf({ ...settled, unusedLinks: [link("link_1", "8MTT410")] })).toMatchObject([
    { title: "1 expected machine has not reported", detail: "Cloud backup for 8MTT410", href: "/install?link=link_1" },
  ]);
  const many = ["A", "B", "C", "D"].map((serial) => link(serial, serial));
  expect(nextStepsOf({ ...settled, unusedLinks: many })).toMatchObject([
    {
      title: "4 expected machines have not reported",
      detail: "Cloud backup for A, Cloud backup for B, Cloud backup for C, 1 more",
      href: "/install?state=open",
    },
  ]);
  expect(nextStepsOf({ ...settled, unusedLinks: [link("A", null), link("B", null)] })).toMatchObject([
    { title: "2 installation links are unused", detail: "Cloud backup" },
  ]);
});

test("a credit limit is suggested where none is approved, and not while a request waits", () => {
  const standings = [{ carriesMeter: true }] as Of["standings"];
  const without = { ...settled, creditLimitMinor: 0n, standings };
  expect(nextStepsOf(without).map(({ id }) => id)).toEqual(["credit"]);
  expect(nextStepsOf({ ...without, creditLimitAsked: true })).toEqual([]);
});
