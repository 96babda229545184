import { TRPCError } from "@trpc/server";
import type { z } from "zod";
import { env } from "@/server/env";
import { DomainError } from "@/server/errors";
import { type Call, handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { goTo, readPageForm } from "@/server/http/page-form";

// Forms that sign in and out, and set the session's cookies, which no script may reach. Plain forms: they work before
// a page's script has come, and without it.

/** A route that takes such a form by POST. @param work answers the path that the browser goes to next */
export const sessionForm = <T>(schema: z.ZodType<T>, work: (given: T, call: Call) => Promise<string>) =>
  methods({
    POST: handle(async (call: Call) => {
      const given = await readPageForm(call.request, schema);
      return goTo(await work(given, call).catch(pageOfRefusal));
    }),
  });

/** Who is refused by a procedure goes to the page that says so. */
function pageOfRefusal(error: unknown): string {
  if (!(error instanceof TRPCError)) throw error;
  if (error.code === "UNAUTHORIZED") return "/sign-in";
  if (error.code === "FORBIDDEN") return "/forbidden";
  throw error.cause instanceof DomainError ? error.cause : error;
}

/** How the session's own cookies are set. */
export const sessionCookie = () => ({
  httpOnly: true,
  sameSite: "lax" as const,
  secure: env().NEXTAUTH_URL.startsWith("https:"),
  path: "/",
});
