import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  groupOfOverflow,
  type OverflowState,
  type OverflowWork,
  overflowGroups,
  overflowIs,
  overflowLeadsTo,
  overflowSets,
  overflowStates,
  overflowsInGroup,
  requireOverflowTransition,
  workOfOverflow,
} from "./states";

/** Every state that can follow these, by any number of transitions. */
function reachableFrom(start: readonly OverflowState[]): Set<OverflowState> {
  const seen = new Set(start);
  for (const state of seen) for (const next of overflowLeadsTo(state)) seen.add(next);
  return seen;
}

describe("the life of an overflow", () => {
  test("every state is reachable from the first", () => {
    expect([...reachableFrom(["requested"])].sort()).toEqual([...overflowStates].sort());
  });

  test.each(overflowStates)("%s has ended, or leads to an end", (state) => {
    const next = overflowLeadsTo(state);
    if (overflowIs("ended", state)) expect([workOfOverflow(state), next]).toEqual([null, []]);
    else expect(next.some((one) => [...reachableFrom([one])].some((end) => overflowIs("ended", end)))).toBe(true);
  });

  test("only a stuck overflow needs a person to go on", () => {
    const idle = overflowSets.ongoing.filter((state) => workOfOverflow(state) === null);
    expect(idle).toEqual(["stuck"]);
    expect(overflowLeadsTo("stuck")).toEqual(overflowSets.worked);
  });

  test("a transition that the table does not hold is refused", () => {
    expect(() => requireOverflowTransition("requested", "settled")).toThrow("No overflow goes from requested");
    expect(() => requireOverflowTransition("retired", "requested")).toThrow();
    expect(() => requireOverflowTransition("entitled", "active")).not.toThrow();
  });
});

/** The top-level declarations of the steps, without comments. */
function declarations(): Map<string, string> {
  const folder = path.join(import.meta.dirname, "steps");
  const found = new Map<string, string>();
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
    const code = fs.readFileSync(path.join(folder, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    const heads = [...code.matchAll(/^(?:export )?(?:const|(?:async )?function) (\w+)/gm)];
    for (const [at, head] of heads.entries())
      found.set(head[1] as string, code.slice(head.index, heads[at + 1]?.index ?? code.length));
  }
  return found;
}

/** The states that a declaration saves, itself or by what it calls. */
function savedBy(name: string, all: Map<string, string>, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return new Set();
  seen.add(name);
  const body = all.get(name) ?? "";
  const saved = new Set(
    [...body.matchAll(/\b(?:saveOverflow|takeDown)\(\w+, claim, \{[^}]*?\bstate: "(\w+)"/g)].map(
      (found) => found[1] ?? "",
    ),
  );
  for (const other of all.keys())
    if (new RegExp(`\\b${other}\\(`).test(body)) for (const state of savedBy(other, all, seen)) saved.add(state);
  return saved;
}

describe("the steps and the table hold the same transitions", () => {
  const all = declarations();
  const works = [...new Set(overflowStates.map((state) => workOfOverflow(state)?.name))].filter(
    (name): name is OverflowWork => name !== undefined,
  );

  test.each(works)("%s", (work) => {
    const planned = overflowStates
      .filter((state) => workOfOverflow(state)?.name === work)
      .flatMap((state) => overflowLeadsTo(state));
    // Any step may end as stuck: it waits too long, or fails too often.
    expect([...savedBy(work, all), "stuck"].sort().filter(once)).toEqual([...planned].sort().filter(once));
  });

  test("every state saved in a step is saved by one of these works", () => {
    const written = [...all.keys()].flatMap((name) => [...savedBy(name, all)]);
    const known = works.flatMap((work) => [...savedBy(work, all)]);
    expect(written.filter((state) => state !== "stuck" && !known.includes(state))).toEqual([]);
  });
});

const once = <T>(value: T, at: number, values: T[]) => values.indexOf(value) === at;

test("every state stands in one group", () => {
  for (const state of overflowStates) {
    expect(overflowGroups.filter((group) => overflowsInGroup(group).includes(state))).toEqual([groupOfOverflow(state)]);
  }
});

// Written out, so that a change of the table shows what it changes for queries and screens.
test("the named sets", () => {
  const words = (states: readonly OverflowState[]) => [...states].sort().join(" ");
  expect(Object.fromEntries(Object.entries(overflowSets).map(([name, states]) => [name, words(states)]))).toEqual({
    worked:
      "active configured creating enrolled entitled held_approval held_credit installing requested resource_identified retiring settled unwinding",
    ended: "declined failed retired",
    ongoing:
      "active configured creating enrolled entitled held_approval held_credit installing requested resource_identified retiring settled stuck unwinding",
    held: "held_approval held_credit",
    comingUp: "configured creating enrolled entitled installing requested resource_identified",
    onTheWay: "configured creating enrolled entitled installing resource_identified",
    carried: "active settled",
    atWork: "active retiring settled",
    mayCarry: "active entitled retiring settled",
    movingWork: "creating enrolled entitled installing retiring unwinding",
    hasMachine: "active enrolled entitled installing settled",
    leaving: "retired retiring",
    refused: "declined failed unwinding",
    occupying:
      "active configured creating enrolled entitled installing resource_identified retiring settled stuck unwinding",
    needsAttention: "failed held_approval held_credit stuck",
    awaitsPerson: "held_approval held_credit stuck",
    inHand:
      "configured creating enrolled entitled failed held_approval held_credit installing requested resource_identified retiring stuck unwinding",
    mayAnswer: "held_approval",
    mayRetry:
      "active configured creating enrolled entitled held_approval held_credit installing requested resource_identified retiring settled stuck unwinding",
    offersRetry:
      "configured creating enrolled entitled held_approval held_credit installing requested resource_identified retiring stuck unwinding",
    mayGiveUp: "stuck",
  });
});
