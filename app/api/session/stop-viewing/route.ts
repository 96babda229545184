import { cookies } from "next/headers";
import { z } from "zod";
import { pageContext } from "@/server/trpc/caller";
import { viewAsCookie } from "@/server/trpc/company";
import { sessionForm } from "../session-form";

export const dynamic = "force-dynamic";

/** Staff return to the console page that they came from. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionForm(z.strictObject({}), async () => {
  const { viewAs: customerId } = await pageContext();
  (await cookies()).delete(viewAsCookie);
  return customerId ? `/admin/customers/${encodeURIComponent(customerId)}` : "/admin";
});
