import { redirect } from "next/navigation";
import { homeOf } from "@/server/identity/rules";
import { pageContext } from "@/server/trpc/caller";

/** The address without a path: redirects to the person's own start page. */
export default async function HomePage(): Promise<never> {
  const { user } = await pageContext();
  redirect(user ? homeOf(user) : "/sign-in");
}
