import { markSvg } from "../provider/mark";
import { paletteOf } from "../provider/palette";
import type { ProviderProfile } from "../provider/queries";
import { zonedText } from "../utc-text";

/** Text for HTML, whatever it holds. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

type Shown = Pick<ProviderProfile, "displayName" | "address" | "color" | "logo">;

/**
 * The page of an installation link: what it is for, the line to paste, and a button that hands the file out. Opening
 * it, as link previews do, spends nothing.
 */
export function linkPage(input: {
  company: string;
  service: string;
  command: string;
  expiresAt: Date;
  /** The customer's. */
  timeZone: string;
  os: string;
  provider: Shown;
}): string {
  return page(
    input.provider,
    `Install ${input.service}`,
    `<h1>Install ${escapeHtml(input.service)}</h1>
<p>For ${escapeHtml(input.company)}, on a machine with ${input.os === "darwin" ? "macOS" : "Linux"}. Valid until ${zonedText(input.expiresAt, input.timeZone)}.</p>
<section><h2>In a terminal of that machine</h2>
<pre>${escapeHtml(input.command)}</pre>
<p>To install for the whole machine, write <code>sudo sh</code> at the end instead of <code>sh</code>.</p></section>
<section><h2>Or as a file</h2>
<form method="post"><button>Download the installer</button></form>
<p>Then run it with <code>sudo sh install.sh</code>. A download does not use the link up. Whoever has this address can install with it: treat it as a secret.</p></section>`,
  );
}

/** The colors are those of the portal (app/globals.css), which this page is sent without. */
const style = (light: string, dark: string) => `
:root { color-scheme: light dark; --canvas: #f4f6f6; --surface: #fff; --sunken: #eef1f1; --line: #dee5e5; --ink: #0e1b1e; --ink-2: #42535a; --mark: #26363b; ${light} }
@media (prefers-color-scheme: dark) { :root { --canvas: #0b1012; --surface: #12191c; --sunken: #0d1416; --line: #222d31; --ink: #e7eff0; --ink-2: #a9b8bc; --mark: #d3dfe1; ${dark} } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2.5rem 1rem; font: 14px/20px "Hanken Grotesk Variable", system-ui, sans-serif; color: var(--ink); background: var(--canvas); }
main { margin: 0 auto; max-width: 40rem; }
header { display: flex; align-items: center; gap: 0.5rem; margin-bottom: 1.5rem; font-weight: 640; }
section { margin-top: 1rem; padding: 1rem; border: 1px solid var(--line); border-radius: 7px; background: var(--surface); }
h1 { margin: 0; font-size: 22px; line-height: 28px; letter-spacing: -0.014em; } h2 { margin: 0 0 0.75rem; font-size: 14px; }
p { margin: 0.25rem 0 0; color: var(--ink-2); } section p { margin-top: 0.75rem; }
pre, code { font: 13px/20px ui-monospace, monospace; background: var(--sunken); border-radius: 5px; }
pre { margin: 0; padding: 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere; color: var(--ink); } code { padding: 0 0.25rem; }
button { font: inherit; font-weight: 640; min-height: 2.75rem; padding: 0 1rem; border: 0; border-radius: 5px; color: var(--on-accent); background: var(--accent); cursor: pointer; }
header img { max-width: 200px; object-fit: contain; object-position: left; }
footer { margin-top: 1.5rem; font-size: 12px; color: var(--ink-2); }
@media (prefers-color-scheme: dark) { header img { padding: 6px; border-radius: 5px; background: #fff; } }
button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }`;

function themes({ color }: Shown): string {
  if (color === null) return style("--accent: #0b6478; --on-accent: #fff;", "--accent: #57c5d8; --on-accent: #04191e;");
  const { light, dark } = paletteOf(color);
  return style(
    `--accent: ${light.accent}; --on-accent: ${light.onAccent};`,
    `--accent: ${dark.accent}; --on-accent: ${dark.onAccent};`,
  );
}

function head({ displayName, logo }: Shown): string {
  const name = escapeHtml(displayName);
  if (logo) return `<header><img src="/brand/logo?v=${logo.id}" alt="${name}" height="32"></header>`;
  const mark = markSvg({ dam: "var(--mark)", water: "var(--accent)" }, ' width="24" height="24" aria-hidden="true"');
  return `<header>${mark}${name}</header>`;
}

const foot = ({ displayName, address }: Shown) =>
  `<footer>Provided by ${escapeHtml([displayName, ...(address?.split("\n") ?? [])].join(", "))}</footer>`;

const page = (provider: Shown, title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title>
<style>${themes(provider)}
</style></head><body><main>
${head(provider)}
${body}
${foot(provider)}
</main></body></html>
`;
