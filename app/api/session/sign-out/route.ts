import { cookies } from "next/headers";
import { z } from "zod";
import { endOwnSession, sessionCookies } from "@/server/identity/next-auth";
import { viewAsCookie } from "@/server/trpc/company";
import { sessionForm } from "../session-form";

export const dynamic = "force-dynamic";

/** Ends this session, here and on the server: a copy of its cookie opens nothing. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionForm(z.strictObject({}), async () => {
  await endOwnSession();
  const jar = await cookies();
  for (const name of [...sessionCookies, viewAsCookie])
    jar.delete({ name, path: "/", secure: name.startsWith("__Secure-") });
  return "/sign-in";
});
