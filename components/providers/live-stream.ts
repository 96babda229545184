import type { TRPCClient } from "@trpc/client";
import type { AppRouter } from "@/server/trpc/root";

/** What the stream reports: topics that changed, or whether it is connected. */
export type LiveMessage = { topics: string[] } | { connected: boolean };
/** What is followed: a company, or null for the provider; and from where, as the page was drawn. */
export type Followed = { company: string | null; from: string | null };
/** What tabs send each other: a message of the stream, or the question of a new tab whether it missed something. */
type TabMessage = { said: LiveMessage; to?: string } | { asks: string | null; by: string };

const retryMs = 3_000;

/**
 * Follows the changes of a scope and passes them to the callback, until the returned function is called. Browsers
 * allow six connections to a host, so one tab of a scope holds the stream and informs the others. It holds a lock that
 * the browser passes on when the tab closes.
 */
export function followChanges(
  client: TRPCClient<AppRouter>,
  followed: Followed,
  hear: (message: LiveMessage) => void,
): () => void {
  const name = `spillway-live-${followed.company ?? "provider"}`;
  const stop = new AbortController();
  if (!("locks" in navigator) || !("BroadcastChannel" in window)) {
    stream(client, followed, hear, stop.signal);
    return () => stop.abort();
  }
  const channel = new BroadcastChannel(name);
  const tab = crypto.randomUUID();
  let leading: { last(): string | null } | undefined;
  const post = (message: TabMessage) => channel.postMessage(message);
  channel.onmessage = (event: MessageEvent<TabMessage>) => {
    const message = event.data;
    if ("said" in message) {
      if (!message.to || message.to === tab) hear(message.said);
    } else if (leading && isBehind(message.asks, leading.last())) post({ said: { topics: ["all"] }, to: message.by });
  };
  // The leading tab has already sent the others what changed between the drawing of this tab and now.
  post({ asks: followed.from, by: tab });
  navigator.locks
    .request(name, { signal: stop.signal }, () => {
      // The lock was granted to a page that has left meanwhile: nothing would ever release it, and no later page of
      // the tab could follow.
      if (stop.signal.aborted) return;
      const tell = (said: LiveMessage) => {
        post({ said });
        hear(said);
      };
      leading = stream(client, followed, tell, stop.signal);
      return new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve()));
    })
    .catch(() => {}); // Only the abort of a tab that leaves before its turn.
  return () => {
    stop.abort();
    channel.close();
  };
}

/**
 * Whether a page drawn at one position lacks what the stream reported last. Positions of two server processes cannot be
 * compared.
 */
export function isBehind(drawnAt: string | null, last: string | null): boolean {
  if (last === null) return false;
  const [epoch, seq] = last.split(".");
  const [drawnEpoch, drawnSeq] = (drawnAt ?? "").split(".");
  return epoch !== drawnEpoch || Number(drawnSeq) < Number(seq);
}

/**
 * One subscription, taken up again from where it was for as long as it is wanted: the server ends streams now and then.
 */
function stream(
  client: TRPCClient<AppRouter>,
  { company, from }: Followed,
  tell: (message: LiveMessage) => void,
  signal: AbortSignal,
): { last(): string | null } {
  let lastEventId = from;
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
  return { last: () => lastEventId };
}
