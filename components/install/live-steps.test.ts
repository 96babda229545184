import { describe, expect, test } from "vitest";
import { awaitedSteps, type LiveMachine, liveSteps } from "./live-steps";

const at = (second: number) => new Date(Date.parse("2026-11-21T13:03:00Z") + second * 1000);
const chain = [
  "reported",
  "informed",
  "configured",
  "licensed",
  "transmitted",
  "laid_down",
  "enrolled",
  "acknowledged",
];

/** A Cloud backup machine whose first `done` steps of the chain have happened, a second apart. */
function machine(done: number, more: object = {}, change: Partial<LiveMachine["machine"]> = {}): LiveMachine {
  return {
    machine: { hostname: "hh-1", serial: "7JQK2N3", state: "installing", stateReason: null, activeAt: null, ...change },
    service: { name: "Cloud backup", traits: { storesSnapshots: true } },
    progress: chain.map((step, n) => ({ step, label: step, at: n < done ? at(n) : null, note: null })),
    license: null,
    installers: [],
    steps: [],
    documents: [],
    ...more,
  } as unknown as LiveMachine;
}
const live = (of: LiveMachine) => liveSteps(of, { now: at(60), zone: "UTC", serial: "7jqk2n3" });
const said = (of: LiveMachine) => live(of).map(({ id, state }) => `${id}: ${state}`);

describe("the live check list", () => {
  test("waits for the machine with every step to come", () => {
    expect(awaitedSteps(true).map(({ state }) => state)).toEqual(["running", ...Array(10).fill("todo")]);
    expect(awaitedSteps(false).some(({ title }) => title === "First backup")).toBe(false);
  });

  test("the first step that has not happened runs, the rest is to come", () => {
    expect(said(machine(1))).toEqual([
      "reported: done",
      "informed: running",
      ...["configured", "licensed", "transmitted", "installing", "enrolled", "acknowledged", "backup", "active"].map(
        (id) => `${id}: todo`,
      ),
    ]);
    expect(live(machine(1))[0]?.detail).toContain("Serial 7JQK2N3 matches the link");
  });

  test("says how far the installation is", () => {
    const steps = [{ step: "application", state: "running", percent: 62, detail: "Laying down restic", at: at(9) }];
    const step = live(machine(5, { steps })).find(({ id }) => id === "installing");
    expect(step).toMatchObject({
      state: "running",
      time: "62 %",
      progress: { percent: 62, label: "Laying down restic" },
    });
  });

  test("a machine that cannot go on shows its sentence at the step where it stopped", () => {
    const reason = "Cloud backup needs 15 GiB free.";
    const step = live(machine(2, {}, { state: "insufficient_storage", stateReason: reason }))[2];
    expect(step).toMatchObject({ id: "configured", state: "failed", detail: reason });
  });

  test("a machine that tries again shows nothing of the try that failed", () => {
    const steps = [{ step: "finished", state: "failed", percent: null, detail: "The disk is full.", at: at(9) }];
    const installing = (transmittedAt: Date) =>
      live(machine(5, { steps, installers: [{ transmittedAt, sha256: "0" }] })).find(({ id }) => id === "installing");
    expect(installing(at(4))).toMatchObject({ detail: "The disk is full." });
    expect(installing(at(12))?.detail).toBeUndefined();
  });

  test("is done with the first backup and the start under the license", () => {
    const steps = [{ step: "first-backup", state: "done", percent: null, detail: "2 files", at: at(20) }];
    const states = live(machine(8, { steps }, { state: "active", activeAt: at(24) })).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["done"]));
  });
});
