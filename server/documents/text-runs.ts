import bidiFactory from "bidi-js";
import { type Fonts, unknownCharacter } from "./fonts";

const bidi = bidiFactory();

/** A piece of a line that one face draws in one direction; pieces stand in the order in which they are drawn. */
export type Run = { text: string; face: string; rightToLeft: boolean };

/** Whether a text is read from right to left anywhere. */
export const isRightToLeft = (text: string): boolean => /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/u.test(text);

/**
 * A line of text as it is drawn from left to right: by the Unicode bidirectional algorithm, and by the faces that hold
 * its characters. Text of a run is in reading order.
 */
export function runsOf(line: string, { faceOf }: Fonts): Run[] {
  const levels = isRightToLeft(line) ? bidi.getEmbeddingLevels(line).levels : null;
  const mirrored = levels ? bidi.getMirroredCharactersMap(line, levels) : new Map<number, string>();
  const runs: (Run & { level: number })[] = [];
  let at = 0;
  for (const character of line) {
    const level = levels?.[at] ?? 0;
    const shown = mirrored.get(at) ?? character;
    at += character.length;
    const last = runs.at(-1);
    // Spaces and signs stay with the run before, so that a word is shaped as a whole.
    const isCommon = /[\p{White_Space}\p{Mark}]/u.test(character) && last?.level === level;
    const face = isCommon ? last.face : faceOf(shown);
    const text = face === null ? unknownCharacter : shown;
    const drawn = face ?? "noto-sans/latin";
    if (last && last.face === drawn && last.level === level) last.text += text;
    else runs.push({ text, face: drawn, level, rightToLeft: level % 2 === 1 });
  }
  // A font shapes a run from right to left by its script; signs alone have none, and are turned round here.
  for (const run of runs)
    if (run.rightToLeft && !isRightToLeft(run.text)) {
      run.text = [...run.text].reverse().join("");
      run.rightToLeft = false;
    }
  return inOrder(runs);
}

/** From the highest level down, what stands at it or above is turned round (rule L2 of the algorithm). */
function inOrder(runs: (Run & { level: number })[]): Run[] {
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  const order = [...runs];
  for (let level = highest; level > 0; level--)
    for (let from = 0; from < order.length; from++) {
      if ((order[from]?.level ?? 0) < level) continue;
      let to = from;
      while ((order[to + 1]?.level ?? 0) >= level) to++;
      order.splice(from, to - from + 1, ...order.slice(from, to + 1).reverse());
      from = to;
    }
  return order.map(({ text, face, rightToLeft }) => ({ text, face, rightToLeft }));
}
