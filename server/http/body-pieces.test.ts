import { expect, test } from "vitest";
import { bodyPieces } from "./body-pieces";

const cut = async (chunks: number[], pieceBytes: number) => {
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const [n, length] = [next, chunks[next]];
      next += 1;
      if (length === undefined) controller.close();
      else controller.enqueue(new Uint8Array(length).fill(n));
    },
  });
  const pieces: number[][] = [];
  for await (const piece of bodyPieces(body, pieceBytes)) pieces.push([...piece]);
  return pieces;
};

test("a body is cut into pieces of one length, however it arrives, and no byte is lost or moved", async () => {
  expect(await cut([2, 3, 1], 4)).toEqual([
    [0, 0, 1, 1],
    [1, 2],
  ]);
  expect(await cut([9], 4)).toEqual([[0, 0, 0, 0], [0, 0, 0, 0], [0]]);
  expect(await cut([2, 2], 4)).toEqual([[0, 0, 1, 1]]);
  expect(await cut([], 4)).toEqual([]);
});
