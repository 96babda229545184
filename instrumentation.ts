/** Next calls this once when the web starts: faults in the environment end it here, with a sentence each. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { env } = await import("@/server/env");
    try {
      env();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    }
    const { markPeerAddresses } = await import("@/server/http/peer-address");
    markPeerAddresses();
  }
}
