import type { Page } from "@playwright/test";
import type { Viewer } from "./routes";

/** What a page may not write, in its text and in what it shows on hover. */
const faults: Record<string, RegExp> = {
  "one of several":
    /(?<![\d,.–-])1 (?!(?:has|is|was|needs|waits|expires|ends|does|runs|carries|stays|ms)\b)\p{Ll}+s\b/u,
  "a date of machines": /\b\d{4}-\d\d-\d\d\b/,
  "an id": /\b(?:[a-z]{3,4}_[0-9a-z]{26}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-)/,
  "digits without separators":
    /(?<![\d.-])\d{4,}(?:\.\d+)? (?:[GMKT]iB|vCPU|units?|records?|machines?|instances?|seats?|requests?)\b|(?<![\w.:/-])\d{5,}(?![\w:/-]| \p{Lu})/u,
  "a name of the code": /\b[a-z]+_[a-z_]+\b(?!\.\w)|\b[a-z]+[a-z][A-Z][a-z]+\b|\bundefined\b|\bNaN\b|\[object/,
  "a slug": /\b(?:cloud-backup|compute-node|os-instances|support-events|sandbox-[ab]|aws-eu-central-1)\b/,
};

/** The texts of a page and its hovers, each where it stands; evidence, commands and ids to copy are mono. */
const textsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts: string[] = [];
    const isEvidence = (element: Element | null) => Boolean(element?.closest(".mono, .font-mono, code, pre, kbd, svg"));
    const seen = (element: Element) => element.checkVisibility({ checkVisibilityCSS: true });
    for (const block of document.querySelectorAll(
      "p, li, dt, dd, td, th, h1, h2, h3, a, button, label, legend, summary, span, div",
    )) {
      const own = [...block.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      if (own && seen(block) && !isEvidence(block)) {
        const copy = block.cloneNode(true) as Element;
        for (const evidence of copy.querySelectorAll(".mono, .font-mono, code, pre, kbd")) evidence.textContent = "…";
        texts.push((copy.textContent ?? "").replace(/\s+/g, " ").trim());
      }
      const hover = block.getAttribute("title");
      if (hover && !isEvidence(block)) texts.push(hover);
    }
    return texts;
  });

/** What is wrong in how a page reads: plurals, separators, dates, names in place of ids and slugs, one zone. */
export async function misreadings(page: Page, viewer: Viewer): Promise<string[]> {
  const texts = await textsOf(page);
  // The story's company is in Berlin, and staff read UTC.
  const otherZone = viewer === "customer" ? /\bUTC\b/ : /\bBerlin time\b|\b\d\d:\d\d(?::\d\d)? Europe\//;
  const found = Object.entries({ ...faults, "another zone": otherZone }).flatMap(([fault, pattern]) =>
    texts.filter((text) => pattern.test(text)).map((text) => `${fault}: ${text.slice(0, 160)}`),
  );
  return [...new Set(found)];
}
