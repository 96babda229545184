import { DomainError } from "@/server/errors";
import { handle } from "@/server/http/handle";

export const dynamic = "force-dynamic";

/** What is at no address of the API: programs get a problem they can read, not the browser's page. */
const nothing = handle<{ rest: string[] }>(async ({ request }) => {
  throw new DomainError(
    "not_found",
    `There is nothing at ${request.method} ${new URL(request.url).pathname.slice(0, 200)}. /api/openapi.json lists what programs may call.`,
  );
});

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT };
