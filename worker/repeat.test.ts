import { expect, test } from "vitest";
import { Alarm, repeat } from "./repeat";

const hour = 3_600_000;

test("a part that left more of its work looks again at once", async () => {
  const alarm = new Alarm();
  let looks = 0;
  const work = async () => {
    looks += 1;
    if (looks === 3) alarm.stop();
    return true;
  };
  await repeat(alarm, hour, work, (error) => expect.unreachable(error.message));
  expect(looks).toBe(3);
});

test("a part that hangs holds up no other, one that fails goes on, and what rings at work is not missed", async () => {
  const alarm = new Alarm();
  let release = () => {};
  const hanging = repeat(
    alarm,
    hour,
    () => new Promise<void>((resolve) => (release = resolve)),
    () => {},
  );
  const errors: string[] = [];
  let looks = 0;
  const ended = repeat(
    alarm,
    hour,
    async () => {
      looks += 1;
      if (looks === 1) alarm.ring();
      if (looks === 2) throw new Error("Once.");
      if (looks === 3) alarm.stop();
    },
    (error) => {
      errors.push(error.message);
      setImmediate(() => alarm.ring());
    },
  );
  await ended;
  expect({ looks, errors }).toEqual({ looks: 3, errors: ["Once."] });
  release();
  await hanging;
});
