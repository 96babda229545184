/**
 * Lists one after the other, for a statement that calls a function for each: of list n the places `first[n]` to
 * `last[n]` of `all`, counted from 1.
 */
export function stacked<T>(lists: readonly (readonly T[])[]): { all: T[]; first: number[]; last: number[] } {
  const all = lists.flat();
  const first: number[] = [];
  const last: number[] = [];
  let end = 0;
  for (const { length } of lists) {
    first.push(end + 1);
    end += length;
    last.push(end);
  }
  return { all, first, last };
}
