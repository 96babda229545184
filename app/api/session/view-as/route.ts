import { cookies } from "next/headers";
import { ownCustomerInput } from "@/server/identity/input";
import { caller } from "@/server/trpc/caller";
import { viewAsCookie } from "@/server/trpc/company";
import { sessionCookie, sessionForm } from "../session-form";

export const dynamic = "force-dynamic";

/** Staff view the portal as this customer, read only. Recorded in the audit log. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionForm(ownCustomerInput, async (customer) => {
  const { token } = await (await caller()).identity.viewAs(customer);
  (await cookies()).set(viewAsCookie, token, sessionCookie()); // Gone when the browser closes.
  return "/overview";
});
