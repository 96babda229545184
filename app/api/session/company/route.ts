import { cookies } from "next/headers";
import { ownCustomerInput } from "@/server/identity/input";
import { pageContext } from "@/server/trpc/caller";
import { companyCookie, viewAsCookie } from "@/server/trpc/company";
import { sessionCookie, sessionForm } from "../session-form";

export const dynamic = "force-dynamic";

/** Opens another company's portal. Each request checks that the person belongs to it. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionForm(ownCustomerInput, async ({ customerId }) => {
  const { user } = await pageContext();
  const jar = await cookies();
  if (user?.memberships.some((membership) => membership.customerId === customerId)) {
    jar.set(companyCookie, customerId, { ...sessionCookie(), maxAge: 365 * 24 * 3600 });
    jar.delete(viewAsCookie);
  }
  return "/overview";
});
