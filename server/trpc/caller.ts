import "server-only";
import { TRPCError } from "@trpc/server";
import type { Route } from "next";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { livePosition } from "../audit/live-changes";
import { pathHeader } from "../http/connections";
import { staffActor } from "../identity/current-user";
import { sessionCookies } from "../identity/next-auth";
import { signInAddress } from "../identity/sign-in-address";
import { withSnapshot } from "../snapshot";
import { type Company, companyOf } from "./company";
import { createContext } from "./create-context";
import { createCallerFactory } from "./init";
import { appRouter } from "./root";

const createCaller = createCallerFactory(appRouter);

/**
 * The context of the page being drawn; one per request, however many parts ask. `position` is where the stream of
 * changes stood before anything was read. A company that the browser remembers and the person has left is forgotten:
 * the page is then drawn for another, and says for which.
 */
export const pageContext = cache(async () => {
  const position = await livePosition();
  const context = await createContext();
  const { user, wantedCompany } = context;
  const isTheirs = user?.memberships.some(({ customerId }) => customerId === wantedCompany) ?? false;
  return { ...context, wantedCompany: isTheirs ? wantedCompany : null, position };
});

/**
 * The procedures, called straight from a server page: `const api = await caller(); await read(api.machines.list({…}))`.
 */
export const caller = cache(async () => createCaller(await pageContext()));

/**
 * What a page shows, read from one state of the database:
 * `const [machines, clouds] = await readPage((api) => Promise.all([api.machines.list({…}), api.clouds.names()]))`.
 * Procedures that write are refused. Refusals as in `read`.
 */
export async function readPage<T>(ask: (api: ReturnType<typeof createCaller>) => Promise<T>): Promise<T> {
  const context = await pageContext();
  return read(withSnapshot((snapshot) => ask(createCaller({ ...context, snapshot }))));
}

/**
 * Awaits what a page cannot be drawn without: not signed in goes to sign-in, a refusal to the page that says so,
 * nothing there, or a question that the page cannot answer (a wrong cursor in its address), to the not-found page.
 * Other errors go to the nearest error page.
 */
export async function read<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    if (error.code === "UNAUTHORIZED") return toSignIn();
    if (error.code === "FORBIDDEN") redirect("/forbidden");
    if (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST") notFound();
    throw error;
  }
}

/** Goes to sign-in, which leads back to the page being drawn, and states that a session has ended if there was one. */
export async function toSignIn(): Promise<never> {
  const [jar, head] = [await cookies(), await headers()];
  const ended = sessionCookies.some((name) => jar.has(name));
  redirect(signInAddress(head.get(pathHeader), { ended }) as Route);
}

/** The company whose portal page is being drawn, and as whom. */
export const pageCompany = cache(async (): Promise<Company> => {
  const { user, wantedCompany, viewAs } = await pageContext();
  if (!user) return toSignIn();
  try {
    return companyOf(user, { wanted: wantedCompany, viewAs });
  } catch {
    redirect("/no-company");
  }
});

/** The member of staff whose console page is being drawn; null for anybody else, who is sent away by its layout. */
export const pageStaff = cache(async () => {
  const { user } = await pageContext();
  return user && staffActor(user);
});
