import { readFileSync } from "node:fs";
import path from "node:path";
import { sfntOfWoff } from "./woff";

export type Weight = 400 | 600;

/** Packages of the font, with the subsets that documents take: the first that holds a character draws it. */
const families = [
  {
    name: "noto-sans",
    subsets: ["latin", "latin-ext", "greek", "cyrillic", "cyrillic-ext", "vietnamese", "greek-ext"],
  },
  { name: "noto-sans-hebrew", subsets: ["hebrew"] },
  { name: "noto-sans-arabic", subsets: ["arabic"] },
];

type Face = { family: string; subset: string; ranges: [number, number][] };

/** The fonts of documents. */
export type Fonts = {
  /** The face that draws a character, by its name; null: none does. */
  faceOf: (character: string) => string | null;
  /** The file of a face, an embeddable font. */
  file: (face: string, weight: Weight) => Buffer;
};

let held: Fonts | undefined;

/** The fonts that the product's packages hold, below its own folder; which characters they have is read once. */
export function documentFonts(home: string): Fonts {
  held ??= fontsBelow(path.join(home, "node_modules/@fontsource"));
  return held;
}

function fontsBelow(folder: string): Fonts {
  const faces = families.flatMap(({ name, subsets }): Face[] => {
    const stated = JSON.parse(readFileSync(path.join(folder, name, "unicode.json"), "utf8")) as Record<string, string>;
    return subsets.map((subset) => ({ family: name, subset, ranges: rangesOf(stated[subset] ?? "") }));
  });
  const known = new Map<string, string | null>();
  const files = new Map<string, Buffer>();
  const find = (character: string) => {
    const code = character.codePointAt(0) ?? 0;
    const face = faces.find(({ ranges }) => ranges.some(([first, last]) => first <= code && code <= last));
    return face ? `${face.family}/${face.subset}` : null;
  };
  return {
    faceOf: (character) => {
      const face = known.get(character) ?? find(character);
      known.set(character, face);
      return face;
    },
    file: (face, weight) => {
      const [family = "", subset = ""] = face.split("/");
      const name = `${family}-${subset}-${weight}-normal.woff`;
      const font = files.get(name) ?? sfntOfWoff(readFileSync(path.join(folder, family, "files", name)));
      files.set(name, font);
      return font;
    },
  };
}

/** `U+0460-052F,U+20B4` as first and last code points. */
const rangesOf = (text: string): [number, number][] =>
  text.split(",").map((range) => {
    const [first = "0", last = first] = range.replace("U+", "").split("-");
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
  });

/** What stands for a character that no font holds. */
export const unknownCharacter = "\uFFFD";
