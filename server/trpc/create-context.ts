import { cookies, headers } from "next/headers";
import { clockNow } from "../clock";
import { currentSession } from "../identity/next-auth";
import { viewedCustomer } from "../identity/view-token";
import { newId } from "../ids";
import { companyCookie, companyHeader, viewAsCookie } from "./company";
import type { TrpcContext } from "./init";
import { asTrpcError } from "./outward-error";

/**
 * The context of a request, the same for browser calls and for server pages: who is signed in is read once per request.
 * @throws TRPCError SERVICE_UNAVAILABLE where the database is away
 */
export async function createContext(): Promise<TrpcContext> {
  const asked = Promise.all([cookies(), headers(), currentSession()]);
  const [jar, head, session] = await asked.catch((error) => {
    throw asTrpcError(error);
  });
  const now = clockNow();
  const user = session?.user ?? null;
  return {
    user,
    session: session?.keys ?? null,
    now,
    requestId: newId("request", now),
    wantedCompany: head.get(companyHeader) ?? jar.get(companyCookie)?.value ?? null,
    viewAs: viewedCustomer(jar.get(viewAsCookie)?.value, user?.id, now),
  };
}
