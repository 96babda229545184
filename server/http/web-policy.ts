import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isLoopback } from "@/db/postgres/address.mjs";
import type { Env } from "../env";

/** What holds for each answer of the web. */
export type WebPolicy = {
  /** People reach it by https: their browsers use nothing else from then on. */
  https: boolean;
  /** The names by which it is reached, apart from this machine's own; null: by any. */
  hosts: string[] | null;
  /** Next's development server runs scripts and styles that no build has. */
  development: boolean;
};

/** The policy by the settings: a demo is reached by the names that its operator gave alone. */
export function webPolicy(
  { SPILLWAY_MODE, HOST, NEXTAUTH_URL, origin }: Pick<Env, "SPILLWAY_MODE" | "HOST" | "NEXTAUTH_URL" | "origin">,
  development: boolean,
): WebPolicy {
  const named = [NEXTAUTH_URL, origin].map((address) => new URL(address).hostname);
  return {
    https: NEXTAUTH_URL.startsWith("https:"),
    hosts: SPILLWAY_MODE === "demo" ? [HOST, ...named] : null,
    development,
  };
}

/** Answers of these state their own policy, or are read by programs. */
const notPages = /^\/(?:api|i|brand|_next\/static)\//;

/**
 * The Content-Security-Policy of a page. Scripts run only from here or with the nonce, which Next takes from the
 * request's header and gives to its own. Style attributes cannot carry one (docs/decisions/013-nonces-for-scripts.md).
 */
function contentSecurityPolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${development ? " 'unsafe-eval'" : ""}`,
    `style-src-elem 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "form-action 'self'",
  ].join("; ");
}

/** The nonce of a page's policy, as the request carries it. */
export const nonceOf = (policy: string | null): string | undefined => /'nonce-([^']+)'/.exec(policy ?? "")?.[1];

const refusedDevices = ["camera", "microphone", "geolocation", "payment", "usb", "serial", "bluetooth", "hid"];

/** What every answer states to browsers. */
const forAll = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "x-frame-options": "DENY",
  "permissions-policy": refusedDevices.map((name) => `${name}=()`).join(", "),
};

/** Gives an answer what browsers hold to, a request for a page its nonce and its answer the policy that names it. */
export function secureAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { https, development }: WebPolicy,
): void {
  for (const [name, value] of Object.entries(forAll)) response.setHeader(name, value);
  if (https) response.setHeader("strict-transport-security", "max-age=31536000");
  delete request.headers["content-security-policy"];
  delete request.headers["content-security-policy-report-only"];
  if (notPages.test(request.url ?? "")) return;
  const policy = contentSecurityPolicy(randomBytes(16).toString("base64"), development);
  request.headers["content-security-policy"] = policy;
  const { writeHead } = response;
  response.writeHead = function (this: ServerResponse, ...args: Parameters<typeof writeHead>) {
    if (!response.hasHeader("content-security-policy")) response.setHeader("content-security-policy", policy);
    return Reflect.apply(writeHead, this, args);
  } as typeof writeHead;
}

/** Why a request is refused for where it claims to come from, or null. Next answers an Origin that is none with 500. */
export const originRefusal = ({ headers: { origin } }: IncomingMessage): string | null =>
  origin === undefined || origin === "null" || URL.canParse(origin) ? null : "The Origin header is no address.";

/** Routes that state themselves which methods they take (methods.ts). */
const ownMethods = /^\/api\/.|^\/i\/(?:artefacts\/)?[^/]+$/;

/**
 * Whether a page or a file is asked for by another method than it can be read by. Next would take a POST for a server
 * action, though there are none, and answer 500 where it cannot read the body.
 */
export function methodRefusal({ method, url = "/" }: IncomingMessage, { development }: WebPolicy): string | null {
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return null;
  const path = URL.canParse(url, "http://here.invalid") ? new URL(url, "http://here.invalid").pathname : "/";
  if (ownMethods.test(path) || (development && /^\/_{1,2}next/.test(path))) return null;
  return `This address takes GET and HEAD, not ${method}.`;
}

/**
 * Why a request is refused for the name it came under; null where it is not. A page elsewhere could give its own name
 * this machine's address and read a demo, which anybody may sign in to, in its visitor's browser.
 */
export function hostRefusal({ headers }: IncomingMessage, { hosts }: WebPolicy): string | null {
  if (hosts === null || headers.host === undefined) return null;
  const url = `http://${headers.host}`;
  const name = URL.canParse(url) ? new URL(url).hostname : headers.host;
  if (isLoopback(name) || hosts.includes(name)) return null;
  return `This demo is not reached as ${name.slice(0, 100)}. Open it as localhost, 127.0.0.1 or [::1], or set SPILLWAY_ORIGIN to the address that it has.`;
}
