"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { env } from "@/server/env";
import { endOwnSession, sessionCookies } from "@/server/identity/next-auth";
import { caller, pageContext, read } from "@/server/trpc/caller";
import { companyCookie, viewAsCookie } from "@/server/trpc/company";

const cookie = () => ({
  httpOnly: true,
  sameSite: "lax" as const,
  secure: env().NEXTAUTH_URL.startsWith("https:"),
  path: "/",
});

// Server actions, since each sets a session cookie, which a script must not reach, and works without script.

/** Opens another company's portal. Each request checks that the person belongs to it. */
export async function switchCompany(customerId: string): Promise<never> {
  const { user } = await pageContext();
  const jar = await cookies();
  if (user?.memberships.some((membership) => membership.customerId === customerId)) {
    jar.set(companyCookie, customerId, { ...cookie(), maxAge: 365 * 24 * 3600 });
    jar.delete(viewAsCookie);
  }
  redirect("/overview");
}

/** Staff view the portal as this customer, read only. Recorded in the audit log. */
export async function viewAsCustomer(customerId: string): Promise<never> {
  const api = await caller();
  const { token } = await read(api.identity.viewAs({ customerId }));
  (await cookies()).set(viewAsCookie, token, cookie()); // Gone when the browser closes.
  redirect("/overview");
}

/** Staff return to the console page that they came from. */
export async function stopViewing(): Promise<never> {
  const { viewAs: customerId } = await pageContext();
  (await cookies()).delete(viewAsCookie);
  redirect(customerId ? `/admin/customers/${encodeURIComponent(customerId)}` : "/admin");
}

/** Ends this session, here and on the server: a copy of its cookie opens nothing. */
export async function signOut(): Promise<never> {
  await endOwnSession();
  const jar = await cookies();
  for (const name of [...sessionCookies, viewAsCookie])
    jar.delete({ name, path: "/", secure: name.startsWith("__Secure-") });
  redirect("/sign-in");
}
