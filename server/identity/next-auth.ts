import { randomUUID } from "node:crypto";
import { NextRequest } from "next/server";
import type { NextAuthOptions } from "next-auth";
import NextAuth, { getServerSession } from "next-auth";
import type { JWT } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import { cache } from "react";
import { z } from "zod";
import { database } from "@/db";
import { clockNow } from "../clock";
import { type Context, inProvider, jobRequest } from "../context";
import { env } from "../env";
import { DomainError } from "../errors";
import { guardGuesses } from "../http/guesses";
import { handle } from "../http/handle";
import { readText } from "../http/read-body";
import { log } from "../log";
import { parseInput } from "../parse-input";
import { isStorable } from "../text-input";
import type { SignedIn } from "./complete-sign-in";
import { type CurrentUser, type SessionKeys, userOfSession } from "./current-user";
import { endSession } from "./end-session";
import { signInByOidc } from "./link-oidc-identity";
import { oidcProvider } from "./oidc-provider";
import { redeemSignInToken } from "./redeem-sign-in-token";
import { signInAsDemoUser } from "./sign-in-as-demo-user";

declare module "next-auth" {
  interface Session extends SessionKeys {}
  interface User {
    sessionVersion?: number;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    ver?: number;
    sid?: string;
    until?: number;
  }
}

/** The session's cookie under http and https; leaving deletes both. */
export const sessionCookies = ["next-auth.session-token", "__Secure-next-auth.session-token"];

const eightHours = 8 * 3600;
const fortnight = 14 * 24 * 3600;

/**
 * How a kind of credentials signs in. next-auth writes an error's message into the page's address, so of one nothing
 * leaves but that it failed; a credential that is no storable text signs nobody in.
 */
function authorizing<Name extends string>(
  signIn: (ctx: Context, given: Record<Name, string>) => Promise<SignedIn | null>,
  guard: (credential: string, check: () => Promise<SignedIn | null>) => Promise<SignedIn | null> = (_, check) =>
    check(),
) {
  return async (given: Record<Name, string> | undefined): Promise<SignedIn | null> => {
    const values = Object.values(given ?? {});
    if (!given || values.some((value) => typeof value !== "string" || !isStorable(value))) return null;
    try {
      return await guard(values.join(), () => inProvider(jobRequest("sign-in"), (ctx) => signIn(ctx, given)));
    } catch (error) {
      if (error instanceof DomainError && error.code === "rate_limited") throw new Error("TooManyTries");
      log.error({ err: error }, "signing in failed");
      throw new Error("SignInFailed");
    }
  };
}

/**
 * next-auth's options. This file alone knows next-auth on the server
 * (docs/decisions/009-sign-in-without-an-adapter.md).
 */
export function authOptions(address = "unknown"): NextAuthOptions {
  const oidc = oidcProvider();
  const demo = CredentialsProvider({
    id: "demo",
    name: "Demo",
    credentials: { userId: {} },
    authorize: authorizing((ctx, given) => signInAsDemoUser(ctx, given.userId)),
  });
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: fortnight, updateAge: eightHours },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        id: "mailed-link",
        name: "Mailed link",
        credentials: { token: {} },
        authorize: authorizing(
          (ctx, given) => redeemSignInToken(ctx, given.token),
          (credential, check) =>
            guardGuesses({ kind: "sign-in", address, credential }, check, { answers: (found) => found === null }),
        ),
      }),
      ...(env().SPILLWAY_MODE === "demo" ? [demo] : []),
      ...(oidc ? [oidc] : []),
    ],
    callbacks: {
      signIn: async ({ user, account, profile }) => {
        if (account?.type === "credentials") return true;
        const found = await inProvider(jobRequest("sign-in"), (ctx) => signInByOidc(ctx, { ...profile }));
        if (!found) return "/sign-in?error=NoAccount";
        user.id = found.id;
        user.sessionVersion = found.sessionVersion;
        return true;
      },
      jwt: ({ token: { sub, ver, sid, until }, user }) =>
        user
          ? {
              sub: user.id,
              ver: user.sessionVersion,
              sid: randomUUID(),
              until: Math.floor(clockNow().getTime() / 1000) + fortnight,
            }
          : { sub, ver, sid, until },
      session: ({ session, token }) => ({ expires: session.expires, ...keysOf(token) }),
    },
    events: {
      signOut: ({ token }) => leave(keysOf(token)),
    },
    logger: {
      error: (code) => log.error({ code }, "signing in failed"), // Its metadata may hold tokens.
      warn: () => {},
      debug: () => {},
    },
  };
}

/** The cookie's keys; what a cookie of an earlier version lacks opens nothing. */
const keysOf = ({ sub = "", ver = -1, sid = "", until = 0 }: JWT): SessionKeys => ({
  userId: sub,
  sessionVersion: ver,
  sessionId: sid,
  until,
});

const leave = (keys: SessionKeys) => inProvider(jobRequest("sign-out"), (ctx) => endSession(ctx, keys));

/** The session of a request as its cookie has it, and who is signed in by it; one look-up per request. */
export const currentSession = cache(async (): Promise<{ keys: SessionKeys; user: CurrentUser } | null> => {
  const session = await getServerSession(authOptions());
  if (!session?.userId) return null;
  const { userId, sessionVersion, sessionId, until } = session;
  const keys = { userId, sessionVersion, sessionId, until };
  const user = await inProvider(jobRequest("session"), (ctx) => userOfSession(ctx, keys));
  return user && { keys, user };
});

/** Ends the session of this request in every process. */
export async function endOwnSession(): Promise<void> {
  const session = await currentSession();
  if (session) await leave(session.keys);
}

/** next-auth's own routes, under /api/auth. It would answer a database that is away as if the person were unknown. */
export const authHandler = handle<{ nextauth: string[] }>(async ({ request, params, address }) => {
  const [verb, provider] = params.nextauth;
  if (verb === "callback") requireCallback(request.method, provider);
  const asked = request.method === "POST" ? await readForm(request) : request;
  if (request.method === "POST") await database().check();
  // next-auth writes these two into headers as they come; one that no header can hold would fail there.
  const query = new URL(request.url).searchParams;
  if ([query.get("error"), query.get("callbackUrl")].some((value) => value && !/^[\x20-\x7e]*$/.test(value)))
    throw new DomainError("invalid_input", "This address holds characters that none of ours has. Sign in again.");
  requireCallbackUrl(query, request.headers.get("cookie") ?? "");
  // A session that was ended is not prolonged: next-auth itself knows only the cookie.
  if (verb === "session" && !(await currentSession())) return Response.json({});
  return NextAuth(authOptions(address))(asked, { params: Promise.resolve(params) });
});

/** next-auth answers an address to lead back to that is none, in the question or its cookie, with 500. */
function requireCallbackUrl(query: URLSearchParams, cookies: string): void {
  const [, kept] = /(?:^|; ?)(?:__Secure-)?next-auth\.callback-url=([^;]*)/.exec(cookies) ?? [];
  for (const url of [query.get("callbackUrl"), kept && decoded(kept)])
    if (
      url &&
      !(url.startsWith("/") ? URL.canParse(url, env().NEXTAUTH_URL) : /^https?:/.test(url) && URL.canParse(url))
    )
      throw new DomainError("invalid_input", "callbackUrl is no address to lead back to.");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** next-auth answers a way of signing in that is not there, and one that is not called so, with 500. */
function requireCallback(method: string, id: string | undefined): void {
  const provider = authOptions().providers.find((one) => (one.options?.id ?? one.id) === id);
  if (!provider) throw new DomainError("not_found", "There is no such way to sign in here.");
  if (provider.type === "credentials" && method !== "POST")
    throw new DomainError("method_not_allowed", `This address takes POST, not ${method}.`);
}

/**
 * The request with its body read and judged: next-auth answers one that it cannot read with 500.
 * @throws DomainError invalid_input, too_large, unsupported_media_type
 */
async function readForm(request: globalThis.Request): Promise<globalThis.Request> {
  const body = await readText(request, { types: ["application/x-www-form-urlencoded", "application/json"] });
  const isJson = request.headers.get("content-type")?.startsWith("application/json");
  if (isJson) parseInput(z.record(z.string(), z.unknown()), parseJson(body));
  // next-auth asks for `nextUrl`, which only Next's own has.
  return new NextRequest(request.url, { method: "POST", headers: request.headers, body });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new DomainError("invalid_input", "The body is not JSON.");
  }
}
