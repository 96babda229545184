import { describe, expect, it } from "vitest";
import type { MachineState } from "@/server/collection/states";
import { stateLook, statesOf } from "./state-table";

describe("states", () => {
  it("holds every machine state", () => {
    const named =
      "reported configured licensed installing enrolled active retired pending_approval insufficient_storage install_failed silent quarantined";
    const known = new Set<string>(statesOf("machine").map(([state]) => state));
    expect(named.split(" ").filter((state) => !known.has(state))).toEqual([]);
  });
  it("holds every overflow state", () => {
    const named =
      "requested resource_identified configured creating installing enrolled entitled active settled retiring retired held_credit held_approval declined failed unwinding stuck";
    const known = new Set<string>(statesOf("overflow").map(([state]) => state));
    expect(named.split(" ").filter((state) => !known.has(state))).toEqual([]);
  });
  it("gives violet to what is above the limit and carried, and to nothing else", () => {
    const kinds = [
      "machine",
      "license",
      "overflow",
      "charge",
      "statement",
      "standing",
      "customer",
      "link",
      "notice",
      "job",
      "probe",
      "creditLimitRequest",
      "adjustment",
      "fate",
    ] as const;
    const violet = kinds.flatMap((kind) =>
      statesOf(kind)
        .filter(([, look]) => look.tone === "overflow")
        .map(([state]) => `${kind} ${state}`),
    );
    expect(violet).toEqual(["machine overflow", "license overflow", "overflow active", "standing overflow"]);
  });
  it("never shows an unknown state as fine", () => {
    expect(stateLook("machine", "half_open" as MachineState)).toEqual({
      shape: "ring",
      tone: "grey",
      word: "Half open",
    });
    expect(stateLook("machine", "constructor" as MachineState).tone).toBe("grey");
  });
});
