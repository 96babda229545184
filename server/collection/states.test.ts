import { expect, test } from "vitest";
import { type MachineState, machineMayGo, machineSets, machineStates } from "./states";

const next = (state: MachineState) => machineStates.filter((to) => machineMayGo(state, to));

test("every state is reachable from a report", () => {
  const seen = new Set<MachineState>(["reported"]);
  for (const state of seen) for (const to of next(state)) seen.add(to);
  expect(machineStates.filter((state) => !seen.has(state))).toEqual([]);
});

test("every state leads on, a retired machine only to a new report", () => {
  for (const state of machineStates) expect(next(state).length).toBeGreaterThan(0);
  expect(next("retired")).toEqual(["reported", "retired"]);
});

test("what is interrupted can go back to where it came from", () => {
  for (const state of machineSets.interrupted)
    for (const back of machineSets.reporting) {
      expect([state, back, machineMayGo(state, back)]).toEqual([state, back, true]);
      expect([back, state, machineMayGo(back, state)]).toEqual([back, state, true]);
    }
  for (const state of machineSets.resumedAfterQuarantine) expect(machineMayGo("quarantined", state)).toBe(true);
});

test("a state before enrolment is none of an enrolled machine; storage decides nothing for a machine that is set up", () => {
  const both = (one: readonly MachineState[], other: readonly MachineState[]) =>
    one.filter((state) => other.includes(state));
  expect(both(machineSets.beforeEnrolment, machineSets.enrolled)).toEqual([]);
  expect(both(machineSets.storageDecides, machineSets.setUp)).toEqual([]);
  expect(both(machineSets.setUp, machineSets.enrolled)).toEqual([...machineSets.setUp]);
});

// Written out, so that a change of a set shows what it changes for queries and screens.
test("what screens list", () => {
  const words = (states: readonly MachineState[]) => [...states].sort().join(" ");
  expect(words(machineSets.cannotGoOn)).toBe("install_failed insufficient_storage quarantined silent");
  expect(words(machineSets.awaitsPerson)).toBe("install_failed insufficient_storage pending_approval quarantined");
  expect(words(machineSets.needsAttention)).toBe(
    "install_failed insufficient_storage pending_approval quarantined silent",
  );
  expect(words(machineSets.setUp)).toBe("active enrolled quarantined silent");
  expect(words(machineSets.comingUp)).toBe("configured enrolled installing licensed reported");
});
