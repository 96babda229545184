import PDFDocument from "pdfkit";
import { documentFonts, type Fonts, type Weight } from "./fonts";
import { isRightToLeft, type Run, runsOf } from "./text-runs";

/** How a text is drawn. Sizes and places in points. */
export type Style = { size?: number; weight?: Weight; color?: string; align?: "left" | "right" };
export type Box = { x: number; width: number };

type Element = PDFKit.PDFStructureElement;

/** A4 in points. */
export const sheet = { width: 595.28, height: 841.89, left: 56, right: 56, top: 56, bottom: 64 };
export const inner: Box = { x: sheet.left, width: sheet.width - sheet.left - sheet.right };
const ink = "#1c2629";
const leading = 1.36;

/** What a document states of itself. */
export type About = { title: string; author: string; subject: string; language: string; createdAt: Date };

/**
 * A tagged PDF/A-3a of A4 sheets: text is wrapped, shaped and ordered by its scripts, and stands in a tree of structure
 * elements, in reading order.
 */
export class PdfPage {
  readonly pdf: PDFKit.PDFDocument;
  readonly #whole: Promise<Buffer>;
  readonly #root: Element;
  readonly #fonts: Fonts;
  readonly #opened = new Set<string>();
  /** From the upper edge of the sheet to what is written next. */
  y = sheet.top;

  constructor({ title, author, subject, language, createdAt }: About, home: string) {
    this.#fonts = documentFonts(home);
    const { left, right, top, bottom } = sheet;
    const options: PDFKit.PDFDocumentOptions = {
      ...{ size: "A4", margins: { left, right, top, bottom }, bufferPages: true, autoFirstPage: true },
      ...{ pdfVersion: "1.7", subset: "PDF/A-3a", tagged: true, lang: language, displayTitle: true },
      info: { Title: title, Author: author, Subject: subject, CreationDate: createdAt, ModDate: createdAt },
    };
    // No font until one is registered: the package's own ones are not embedded.
    this.pdf = new PDFDocument(Object.assign(options, { font: null }));
    const pieces: Buffer[] = [];
    this.#whole = new Promise((resolve, reject) => {
      this.pdf.on("data", (piece: Buffer) => pieces.push(piece));
      this.pdf.on("end", () => resolve(Buffer.concat(pieces)));
      this.pdf.on("error", reject);
    });
    this.#root = this.pdf.struct("Document", { title });
    this.pdf.addStructure(this.#root);
  }

  /** An element of the document, or of another one. */
  element(type: string, of: Element = this.#root, options: { scope?: "Row" | "Column"; title?: string } = {}): Element {
    const element = this.pdf.struct(type as "P", options as { title?: string });
    of.add(element);
    return element;
  }

  /** Draws on each sheet, this one and those that follow, before anything else. */
  below(draw: () => void): void {
    draw();
    this.pdf.on("pageAdded", draw);
  }

  /** Room for so many points, on the next sheet where this one has none. @returns whether a sheet was begun */
  room(height: number): boolean {
    if (this.y + height <= sheet.height - sheet.bottom) return false;
    this.pdf.addPage();
    this.y = sheet.top;
    return true;
  }

  /** The lines into which a text is wrapped; a word that is too long is broken. */
  lines(text: string, width: number, style: Style = {}): string[] {
    return text.split("\n").flatMap((paragraph) => {
      const lines: string[] = [];
      let line = "";
      for (const word of paragraph.split(/ +/).flatMap((one) => this.#broken(one, width, style))) {
        const longer = line === "" ? word : `${line} ${word}`;
        if (line !== "" && this.width(longer, style) > width) {
          lines.push(line);
          line = word;
        } else line = longer;
      }
      return [...lines, line];
    });
  }

  #broken(word: string, width: number, style: Style): string[] {
    if (this.width(word, style) <= width) return [word];
    const parts = [""];
    for (const character of word) {
      const longer = `${parts.at(-1)}${character}`;
      if (parts.at(-1) !== "" && this.width(longer, style) > width) parts.push(character);
      else parts[parts.length - 1] = longer;
    }
    return parts;
  }

  /** How high a text is once it is wrapped. */
  height = (text: string, width: number, style: Style = {}): number =>
    this.lines(text, width, style).length * lineHeight(style);

  /** How wide a line is. */
  width(line: string, { size = 9, weight = 400 }: Style = {}): number {
    return runsOf(line, this.#fonts).reduce(
      (sum, run) => sum + this.#face(run.face, weight, size).widthOfString(run.text, shapeOf(run)),
      0,
    );
  }

  /** Writes a text as the content of an element, from `y` down or from here. @returns where it ends */
  write(element: Element, text: string, { x, width }: Box, style: Style = {}, y = this.y): number {
    const lines = this.lines(text, width, style);
    const actual = isRightToLeft(text) ? { actual: text } : {};
    element.add(
      this.pdf.markStructureContent(Object.keys(actual).length > 0 ? "Span" : "P", actual as { actual: string }),
    );
    for (const [n, line] of lines.entries()) this.draw(line, { x, width }, style, y + n * lineHeight(style));
    this.pdf.endMarkedContent();
    return y + lines.length * lineHeight(style);
  }

  /** Draws what is no content: rules, page numbers, marks. */
  artifact(draw: () => void, type: "Pagination" | "Layout" = "Layout"): void {
    this.pdf.markContent("Artifact", { type });
    draw();
    this.pdf.endMarkedContent();
  }

  /** A line of text outside the structure. */
  mark(text: string, place: Box, style: Style, y: number): void {
    this.artifact(() => this.draw(text, place, style, y), "Pagination");
  }

  /** A thin line across. */
  rule(y: number, color = "#d3dadc", { x, width }: Box = inner): void {
    this.artifact(() =>
      this.pdf
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(0.6)
        .stroke(color),
    );
  }

  /** The file. `eachSheet` marks every sheet with its number and how many there are. */
  async file(eachSheet: (n: number, of: number) => void): Promise<Buffer> {
    const { count } = this.pdf.bufferedPageRange();
    for (let n = 0; n < count; n++) {
      this.pdf.switchToPage(n);
      eachSheet(n + 1, count);
    }
    this.#root.end();
    this.pdf.end();
    return this.#whole;
  }

  #face(face: string, weight: Weight, size: number): PDFKit.PDFDocument {
    const name = `${face}/${weight}`;
    if (!this.#opened.has(name)) {
      this.pdf.registerFont(name, this.#fonts.file(face, weight));
      this.#opened.add(name);
    }
    return this.pdf.font(name).fontSize(size);
  }

  draw(line: string, { x, width }: Box, style: Style, y: number): void {
    const { size = 9, weight = 400, color = ink, align = "left" } = style;
    let at = align === "right" ? x + width - this.width(line, style) : x;
    for (const run of runsOf(line, this.#fonts)) {
      const { text, face } = run;
      const pdf = this.#face(face, weight, size);
      pdf
        .fillColor(color)
        .text(text, at, y + size * ascent, { lineBreak: false, baseline: "alphabetic", ...shapeOf(run) });
      at += pdf.widthOfString(text, shapeOf(run));
    }
  }
}

/**
 * From right to left a run is shaped whole, which stating a feature brings about; otherwise word by word, which the
 * package remembers: shaping is what takes the time.
 */
const shapeOf = ({ rightToLeft }: Run): PDFKit.Mixins.TextOptions => (rightToLeft ? { features: ["kern"] } : {});

/** Of the font, in parts of its size. */
const ascent = 1.07;
const lineHeight = ({ size = 9 }: Style) => size * leading;
