import { expect, test } from "vitest";
import { type JoinCounters, nextJoinState } from "./join-state";

const step = (held: JoinCounters, presented: number) => nextJoinState(held, presented) as JoinCounters;

test("one machine goes on, also when answers are lost", () => {
  let held: JoinCounters = { current: 1, before: null };
  held = step(held, 1);
  held = step(held, 1); // the answer was lost
  held = step(held, 1); // and once more
  held = step(held, held.current);
  expect(step(held, held.current)).not.toBeNull();
});

test("a copy shows itself at the latest when the other one speaks again", () => {
  const held: JoinCounters = { current: 5, before: 4 };
  const original = step(held, 5); // holds 6
  const copy = step(original, 5); // looks like a lost answer; holds 7
  expect(nextJoinState(copy, original.current)).toBeNull();
  const ahead = step(step(held, 5), 6);
  expect(nextJoinState(ahead, 5)).toBeNull();
});

test("after a restore of the portal the machine's newer counter counts", () => {
  expect(nextJoinState({ current: 2, before: 1 }, 40)).toEqual({ current: 41, before: 40 });
});
