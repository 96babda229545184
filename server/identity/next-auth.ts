import type { NextAuthOptions } from "next-auth";
import NextAuth, { getServerSession } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { cache } from "react";
import { database } from "@/db";
import { type Context, inProvider, jobRequest } from "../context";
import { env } from "../env";
import { DomainError } from "../errors";
import { handle } from "../http/handle";
import { log } from "../log";
import { isStorable } from "../text-input";
import type { SignedIn } from "./complete-sign-in";
import { type CurrentUser, userOfSession } from "./current-user";
import { signInByOidc } from "./link-oidc-identity";
import { oidcProvider } from "./oidc-provider";
import { redeemSignInToken } from "./redeem-sign-in-token";
import { signInAsDemoUser } from "./sign-in-as-demo-user";

/** What the cookie holds, and nothing else: whose session it is and which generation of sessions it belongs to. */
type SessionKeys = { userId: string; sessionVersion: number };

declare module "next-auth" {
  interface Session extends SessionKeys {}
  interface User {
    sessionVersion?: number;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    ver?: number;
  }
}

/** The session's cookie under http and https; leaving deletes both. */
export const sessionCookies = ["next-auth.session-token", "__Secure-next-auth.session-token"];

const eightHours = 8 * 3600;

/**
 * How a kind of credentials signs in. next-auth writes an error's message into the page's address, so of one nothing
 * leaves but that it failed; a credential that is no storable text signs nobody in.
 */
function authorizing<Name extends string>(
  signIn: (ctx: Context, given: Record<Name, string>) => Promise<SignedIn | null>,
) {
  return async (given: Record<Name, string> | undefined): Promise<SignedIn | null> => {
    const values = Object.values(given ?? {});
    if (!given || values.some((value) => typeof value !== "string" || !isStorable(value))) return null;
    try {
      return await inProvider(jobRequest("sign-in"), (ctx) => signIn(ctx, given));
    } catch (error) {
      log.error({ err: error }, "signing in failed");
      throw new Error("SignInFailed");
    }
  };
}

/**
 * next-auth's options. This file alone knows next-auth on the server
 * (docs/decisions/009-sign-in-without-an-adapter.md).
 */
function authOptions(): NextAuthOptions {
  const oidc = oidcProvider();
  const demo = CredentialsProvider({
    id: "demo",
    name: "Demo",
    credentials: { userId: {} },
    authorize: authorizing((ctx, given) => signInAsDemoUser(ctx, given.userId)),
  });
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: 14 * 24 * 3600, updateAge: eightHours },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        id: "mailed-link",
        name: "Mailed link",
        credentials: { token: {} },
        authorize: authorizing((ctx, given) => redeemSignInToken(ctx, given.token)),
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
      jwt: ({ token, user }) =>
        user ? { sub: user.id, ver: user.sessionVersion } : { sub: token.sub, ver: token.ver },
      session: ({ session, token }) => ({
        expires: session.expires,
        userId: token.sub ?? "",
        sessionVersion: token.ver ?? -1,
      }),
    },
    logger: {
      error: (code) => log.error({ code }, "signing in failed"), // Its metadata may hold tokens.
      warn: () => {},
      debug: () => {},
    },
  };
}

/** Who is signed in now, or null; one look-up per request, comparing the session's version. */
export const currentUser = cache(async (): Promise<CurrentUser | null> => {
  const session = await getServerSession(authOptions());
  if (!session?.userId) return null;
  return inProvider(jobRequest("session"), (ctx) =>
    userOfSession(ctx, { userId: session.userId, sessionVersion: session.sessionVersion }),
  );
});

/** next-auth's own routes, under /api/auth. It would answer a database that is away as if the person were unknown. */
export const authHandler = handle<{ nextauth: string[] }>(async ({ request, params }) => {
  if (request.method === "POST") await database().check();
  // next-auth writes these two into headers as they come; one that no header can hold would fail there.
  const asked = new URL(request.url).searchParams;
  if ([asked.get("error"), asked.get("callbackUrl")].some((value) => value && !/^[\x20-\x7e]*$/.test(value)))
    throw new DomainError("invalid_input", "This address holds characters that none of ours has. Sign in again.");
  return NextAuth(authOptions())(request, { params: Promise.resolve(params) });
});
