import type { TRPCClient } from "@trpc/client";
import type { AppRouter } from "@/server/trpc/root";

/** What the stream says: topics that changed, or whether it is connected. */
export type LiveMessage = { topics: string[] } | { connected: boolean };

const retryMs = 3_000;

/**
 * Follows the changes of a scope (a company, or null for the provider) and says them to `hear`, until the returned function is called.
 * Browsers allow six connections to a host, so of all tabs of a scope one holds the stream (a lock that the browser passes on when it
 * closes) and tells the others.
 */
export function followChanges(
  client: TRPCClient<AppRouter>,
  company: string | null,
  hear: (message: LiveMessage) => void,
): () => void {
  const name = `spillway-live-${company ?? "provider"}`;
  const stop = new AbortController();
  if (!("locks" in navigator) || !("BroadcastChannel" in window)) {
    stream(client, company, hear, stop.signal);
    return () => stop.abort();
  }
  const channel = new BroadcastChannel(name);
  channel.onmessage = (event: MessageEvent<LiveMessage>) => hear(event.data);
  navigator.locks
    .request(name, { signal: stop.signal }, () => {
      const tell = (message: LiveMessage) => {
        channel.postMessage(message);
        hear(message);
      };
      stream(client, company, tell, stop.signal);
      return new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve()));
    })
    .catch(() => {}); // Only the abort of a tab that leaves before its turn.
  return () => {
    stop.abort();
    channel.close();
  };
}

/** One subscription, taken up again from where it was for as long as it is wanted: the server ends streams now and then. */
function stream(
  client: TRPCClient<AppRouter>,
  company: string | null,
  tell: (message: LiveMessage) => void,
  signal: AbortSignal,
): void {
  let lastEventId: string | null = null;
  let timer: ReturnType<typeof setTimeout>;
  let open: { unsubscribe(): void } | undefined;
  const connect = () => {
    if (signal.aborted) return;
    const handlers = {
      onStarted: () => tell({ connected: true }),
      onConnectionStateChange: (state: { state: string }) => {
        if (state.state === "connecting") tell({ connected: false });
      },
      onData: (change: { id: string; data: string[] }) => {
        lastEventId = change.id;
        tell({ topics: change.data });
      },
      onError: () => again(),
      onComplete: () => again(),
    };
    open =
      company === null
        ? client.live.provider.subscribe({ lastEventId }, handlers)
        : client.live.company.subscribe({ customerId: company, lastEventId }, handlers);
  };
  const again = () => {
    if (signal.aborted) return;
    tell({ connected: false });
    timer = setTimeout(connect, retryMs);
  };
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    open?.unsubscribe();
  });
  connect();
}
