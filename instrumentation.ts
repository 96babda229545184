import type { Instrumentation } from "next";

/** Next calls this once when the web starts: faults in the environment end it here, with a sentence each. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { env } = await import("@/server/env");
    try {
      env();
    } catch (error) {
      const { log } = await import("@/server/log");
      log.fatal({ err: error }, "the web cannot start");
      process.exit(1);
    }
    const { openSharedDatabase } = await import("@/db");
    const { webShare } = await import("@/server/web-share.mjs");
    openSharedDatabase(webShare(env().webProcesses).connections);
    const { governConnections } = await import("@/server/http/connections");
    const { webPolicy } = await import("@/server/http/web-policy");
    const development = process.env.NODE_ENV === "development";
    // In development Next answers them too, so that edits take effect.
    const { hotPaths } = development ? {} : await import("@/app/hot-paths");
    governConnections(webPolicy(env(), development), hotPaths);
    const { keepStoringAnswers } = await import("@/server/http/answer-counts");
    keepStoringAnswers();
    // Not waited for: health answers while the database is away. Secrets of another installation end the web.
    const { watchStart } = await import("@/server/workflow/start-web");
    watchStart();
    const { showWeb } = await import("@/server/workflow/show-web");
    showWeb();
  }
}

/**
 * Next calls this for what no handler caught: a page that failed. The person sees the digest as the
 * request's id. One that a procedure set is that request's id, and the procedure has logged the error already.
 */
export const onRequestError: Instrumentation.onRequestError = async (error, request, { routePath, routeType }) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  if (digest?.startsWith("req_")) return;
  const { log } = await import("@/server/log");
  log.error(
    { requestId: digest, method: request.method, path: routePath, kind: routeType, err: error },
    "a page failed",
  );
};
