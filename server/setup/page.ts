import { utcText } from "../utc-text";

/** Text for HTML, whatever it holds. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

/**
 * The page of an installation link: what it is for, the line to paste, and a button that hands the file out. Opening
 * it, as link previews do, spends nothing.
 */
export function linkPage(input: {
  company: string;
  service: string;
  command: string;
  expiresAt: Date;
  os: string;
}): string {
  return page(
    `Install ${input.service}`,
    `<h1>Install ${escapeHtml(input.service)}</h1>
<p>For ${escapeHtml(input.company)}, on a machine with ${input.os === "darwin" ? "macOS" : "Linux"}. Valid until ${utcText(input.expiresAt)}.</p>
<h2>In a terminal of that machine</h2>
<pre>${escapeHtml(input.command)}</pre>
<p>To install for the whole machine, write <code>sudo sh</code> at the end instead of <code>sh</code>.</p>
<h2>Or as a file</h2>
<form method="post"><button>Download the installer</button></form>
<p>Then run it with <code>sudo sh spillway-install.sh</code>. A download does not use the link up. Whoever has this address can install once: treat it as a secret.</p>`,
  );
}

const page = (title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; --line: #d5dbe1; --ink: #16202b; --paper: #fff; --code: #f2f5f8; --accent: #0b6b5d; }
@media (prefers-color-scheme: dark) { :root { --line: #33404d; --ink: #e8edf2; --paper: #10171e; --code: #1a242e; --accent: #5cc5b3; } }
body { margin: 0 auto; padding: 3rem 1.25rem; max-width: 42rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; } h2 { font-size: 1.05rem; margin-top: 2rem; }
pre, code { font: 0.9rem ui-monospace, monospace; background: var(--code); border-radius: 4px; }
pre { padding: 0.9rem; border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; } code { padding: 0 0.25rem; }
button { font: inherit; padding: 0.6rem 1.1rem; border: 0; border-radius: 6px; color: var(--paper); background: var(--accent); cursor: pointer; }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
</style></head><body><main>
${body}
</main></body></html>
`;
