import { expect, test } from "vitest";
import { FairShare } from "./fair-share";

/** Work that runs until it is released, and the order in which it began. */
function bench(share: FairShare) {
  const begun: string[] = [];
  const releases = new Map<string, () => void>();
  const send = (sender: string, name: string) =>
    share.admit(sender, () =>
      share.run(sender, () => {
        begun.push(name);
        return new Promise<string>((resolve) => releases.set(name, () => resolve(name)));
      }),
    );
  return { begun, send, release: (name: string) => releases.get(name)?.() };
}

const turn = () => new Promise((done) => setImmediate(done));

test("a sender at fifty times its share is bounded and refused, another one's request begins at once", async () => {
  const { begun, send, release } = bench(new FairShare({ each: 3, total: 8, waiting: 10 }));
  const much = Array.from({ length: 150 }, (_, n) => send("much", `much ${n}`));
  const outcomes = Promise.allSettled(much);
  await turn();
  expect(begun).toEqual(["much 0", "much 1", "much 2"]);
  const other = send("other", "other");
  await turn();
  expect(begun.at(-1)).toBe("other");
  release("other");
  expect(await other).toBe("other");

  for (let n = 0; n < 13; n++) {
    release(`much ${n}`);
    await turn();
  }
  const settled = await outcomes;
  expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(13);
  expect(settled.at(-1)).toMatchObject({ reason: { code: "rate_limited", detail: { retryAfterSeconds: 1 } } });
  expect(begun).toHaveLength(14);
});

test("where all places are taken senders take turns", async () => {
  const { begun, send, release } = bench(new FairShare({ each: 2, total: 2, waiting: 10 }));
  const all = [send("a", "a1"), send("a", "a2"), send("a", "a3"), send("a", "a4"), send("b", "b1"), send("c", "c1")];
  await turn();
  for (let n = 0; begun.length < 6; n++) {
    release(begun[n] ?? "");
    await turn();
  }
  expect(begun).toEqual(["a1", "a2", "a3", "b1", "c1", "a4"]);
  for (const name of begun) release(name);
  expect(await Promise.all(all)).toHaveLength(6);
});
