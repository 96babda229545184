import type { z } from "zod";
import { env } from "../env";
import { DomainError } from "../errors";
import { parseInput } from "../parse-input";
import { readText } from "./read-body";

const limitBytes = 16 * 1024;

/**
 * The fields of a form of one of our pages, which its browser posts: checked as the schema says.
 * @param portal the address that people reach, by the settings
 * @throws DomainError forbidden where a page of another origin sent it, unsupported_media_type, too_large,
 * invalid_input
 */
export async function readPageForm<T>(
  request: globalThis.Request,
  schema: z.ZodType<T>,
  portal: string = env().NEXTAUTH_URL,
): Promise<T> {
  requireOwnPage(request.headers, portal);
  const body = await readText(request, { limitBytes, types: ["application/x-www-form-urlencoded"] });
  return parseInput(schema, Object.fromEntries(new URLSearchParams(body)));
}

/** Where the browser goes after its form: a path of ours, which it asks for by GET. */
export const goTo = (path: string): Response =>
  new Response(null, { status: 303, headers: { location: path, "cache-control": "no-store" } });

/**
 * Browsers state where the page of a POST is from: under https and on this machine as Sec-Fetch-Site, elsewhere as
 * Origin. Ours is the address that the request came under, or the one that people reach, where a proxy asks by another.
 */
function requireOwnPage(headers: Headers, portal: string): void {
  const site = headers.get("sec-fetch-site");
  if (site === "same-origin") return;
  const origin = headers.get("origin") ?? "";
  const from = URL.canParse(origin) ? new URL(origin).host : null;
  if (site === null && from !== null && [headers.get("host"), new URL(portal).host].includes(from)) return;
  throw new DomainError("forbidden", "This form was not sent by a page of this portal. Open the page and try again.");
}
