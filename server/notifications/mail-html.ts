import { type Palette, paletteOf } from "../provider/palette";
import type { ProviderProfile } from "../provider/queries";
import type { MailBody } from "./mail-body";

/** Text for HTML, whatever it holds. */
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The design's own accent (app/globals.css), where the provider has no color. */
const ownAccent = "#0b6478";
const font = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
/** Mail programs show it behind the subject; without an end they go on with what stands below. */
const filler = "&#8199;&#847; ".repeat(60);

/** The dark theme of mail programs that have one; the others invert by themselves, or stay light. */
const darkStyles = (dark: Palette) =>
  [
    ".ground{background:#0b1012!important}",
    ".card{background:#12191c!important;border-color:#222d31!important}",
    ".ink{color:#e7eff0!important}",
    ".ink2{color:#a9b8bc!important}",
    ".ink3{color:#85969b!important}",
    ".line{border-color:#222d31!important}",
    `.button{background:${dark.accent}!important}`,
    `.button a{color:${dark.onAccent}!important}`,
    `.brand,.plain{color:${dark.accent}!important}`,
    ".plate{background:#ffffff!important;padding:6px 10px!important;border-radius:6px}",
  ].join("");

/**
 * A mail's HTML: one layout for every mail, of tables with inline styles, which mail programs agree on. It needs no
 * picture to be understood.
 * @param logo the address of the provider's logo: a part of the mail (`cid:`), or a page's
 */
export function mailHtml(
  subject: string,
  body: MailBody,
  provider: Pick<ProviderProfile, "displayName" | "address" | "color" | "logo">,
  logo: string | null,
): string {
  const { light, dark } = paletteOf(provider.color ?? ownAccent);
  const paragraphs = body.text.split(/\n{2,}/).filter((text) => text.trim() !== "");
  const lines = (text: string) => escaped(text).replaceAll("\n", "<br>");
  const name = escaped(provider.displayName);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<title>${escaped(subject)}</title>
<style>:root{color-scheme:light dark}@media (max-width:600px){.card{padding:24px 20px!important}.ground{padding:20px 12px!important}}
@media (prefers-color-scheme:dark){${darkStyles(dark)}}</style></head>
<body class="ground" style="margin:0;padding:0;background:#f4f6f6;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;opacity:0">${escaped(paragraphs[0] ?? "")}${filler}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed;border-collapse:collapse"><tr><td class="ground" align="center" style="padding:32px 16px;background:#f4f6f6">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;table-layout:fixed;border-collapse:separate;font-family:${font};word-break:break-word;overflow-wrap:anywhere">
<tr><td style="padding:0 4px 16px">${brandHtml(provider, logo, light)}</td></tr>
<tr><td class="card" style="padding:32px;background:#ffffff;border:1px solid #dee5e5;border-radius:10px">
<h1 class="ink" style="margin:0 0 16px;font-size:20px;line-height:28px;font-weight:600;color:#0e1b1e;word-break:break-word">${escaped(subject)}</h1>
${paragraphs.map((text) => `<p class="ink2" style="margin:0 0 16px;font-size:15px;line-height:24px;color:#42535a;word-break:break-word">${lines(text)}</p>`).join("\n")}
${factsHtml(body.facts ?? [])}${body.link ? linkHtml(body.link, light) : ""}</td></tr>
<tr><td style="padding:20px 4px 0">
${body.why ? `<p class="ink3" style="margin:0 0 12px;font-size:12px;line-height:18px;color:#5d6d73">${escaped(body.why)}</p>` : ""}
<p class="ink3" style="margin:0;font-size:12px;line-height:18px;color:#5d6d73">${name}${provider.address ? `<br>${lines(provider.address)}` : ""}</p>
</td></tr></table>
</td></tr></table></body></html>
`;
}

/** The logo, with the name in its place where pictures are not shown; else the name. */
function brandHtml(
  { displayName, logo }: Pick<ProviderProfile, "displayName" | "logo">,
  address: string | null,
  light: Palette,
): string {
  const style = `font-size:18px;line-height:24px;font-weight:700;color:${light.accent}`;
  const name = escaped(displayName);
  if (!logo || !address) return `<span class="brand" style="${style}">${name}</span>`;
  const scale = Math.min(1, 36 / logo.height, 200 / logo.width);
  const [width, height] = [logo.width, logo.height].map((side) => Math.max(1, Math.round(side * scale)));
  return `<span class="plate" style="display:inline-block"><img class="brand" src="${escaped(address)}" alt="${name}" width="${width}" height="${height}" style="display:block;border:0;${style}"></span>`;
}

function factsHtml(facts: { label: string; value: string }[]): string {
  if (facts.length === 0) return "";
  const cell = "padding:10px 0;border-bottom:1px solid #dee5e5;font-size:14px;line-height:20px;vertical-align:top";
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><td class="ink3 line" style="${cell};padding-right:16px;color:#5d6d73;word-break:normal;overflow-wrap:normal">${escaped(label)}</td><td class="ink line" align="right" style="${cell};color:#0e1b1e;font-weight:600;word-break:break-word">${escaped(value)}</td></tr>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 24px;border-collapse:collapse">${rows.join("")}</table>\n`;
}

/** A button of a table's cell, which every mail program draws, and the address for where it cannot be pressed. */
function linkHtml({ label, url }: { label: string; url: string }, light: Palette): string {
  const address = escaped(url);
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 20px;border-collapse:separate"><tr><td class="button" bgcolor="${light.accent}" style="border-radius:6px;background:${light.accent}"><a href="${address}" style="display:inline-block;padding:12px 20px;font-size:15px;line-height:20px;font-weight:600;color:${light.onAccent};text-decoration:none">${escaped(label)}</a></td></tr></table>
<p class="ink3" style="margin:0;font-size:12px;line-height:18px;color:#5d6d73">If the button does not work, open this address:<br><a class="plain" href="${address}" style="color:${light.accent};word-break:break-all">${address}</a></p>
`;
}
