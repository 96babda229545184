import { type TRPCClient, TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@/server/trpc/root";

/** What the stream reports: topics that changed, whether it is connected, or that the session has ended. */
export type LiveMessage = { topics: string[] } | { connected: boolean } | { ended: true };
/** What is followed: a company, or null for the provider; and from where, as the page was drawn. */
export type Followed = { company: string | null; from: string | null };
/** What tabs send each other: a message of the stream, or a new tab's position, to receive what it missed. */
type TabMessage = { report: LiveMessage; to?: string } | { position: string | null; from: string };

const retryMs = 3_000;
/** How often a page whose session has ended looks whether its person has signed in elsewhere. */
const endedMs = 20_000;

/**
 * Follows the changes of a scope and passes them to the callback, until the returned function is called. Browsers
 * allow six connections to a host, so one tab of a scope holds the stream and informs the others. It holds a lock that
 * the browser passes on when the tab closes.
 */
export function followChanges(
  client: TRPCClient<AppRouter>,
  followed: Followed,
  onMessage: (message: LiveMessage) => void,
): () => void {
  const name = `spillway-live-${followed.company ?? "provider"}`;
  const stop = new AbortController();
  if (!("locks" in navigator) || !("BroadcastChannel" in window)) {
    stream(client, followed, onMessage, stop.signal);
    return () => stop.abort();
  }
  const channel = new BroadcastChannel(name);
  const tab = crypto.randomUUID();
  let leading: { last(): string | null } | undefined;
  const post = (message: TabMessage) => channel.postMessage(message);
  channel.onmessage = (event: MessageEvent<TabMessage>) => {
    const message = event.data;
    if ("report" in message) {
      if (!message.to || message.to === tab) onMessage(message.report);
    } else if (leading && isBehind(message.position, leading.last()))
      post({ report: { topics: ["all"] }, to: message.from });
  };
  // The leading tab has already sent the others what changed between the drawing of this tab and now.
  post({ position: followed.from, from: tab });
  navigator.locks
    .request(name, { signal: stop.signal }, () => {
      // The page was left before the lock was granted: held now, the lock would never be released.
      if (stop.signal.aborted) return;
      const publish = (report: LiveMessage) => {
        post({ report });
        onMessage(report);
      };
      leading = stream(client, followed, publish, stop.signal);
      return new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve()));
    })
    .catch(() => {}); // Aborted: the tab closed while it waited for the lock.
  return () => {
    stop.abort();
    channel.close();
  };
}

/** Whether the session of this browser still counts, or `away` when the server cannot answer. */
export async function checkSession(client: TRPCClient<AppRouter>): Promise<"valid" | "ended" | "away"> {
  try {
    await client.live.check.query();
    return "valid";
  } catch (error) {
    return error instanceof TRPCClientError && error.data?.code === "unauthenticated" ? "ended" : "away";
  }
}

/**
 * Whether a page drawn at one position may lack what the stream reported last. A page sees what was committed before it
 * was drawn, and a change is announced after its commit: times in positions (server/audit/live-changes.ts) compare,
 * also those of two server processes.
 */
export function isBehind(drawnAt: string | null, last: string | null): boolean {
  if (last === null) return false;
  const [change, announced] = last.split(".");
  const [drawnChange, drawn] = (drawnAt ?? "").split(".");
  return change !== drawnChange && !(Number(drawn) > Number(announced));
}

/** One subscription, resumed from its last position until `signal` aborts: the server ends streams regularly. */
function stream(
  client: TRPCClient<AppRouter>,
  { company, from }: Followed,
  report: (message: LiveMessage) => void,
  signal: AbortSignal,
): { last(): string | null } {
  let lastEventId = from;
  let timer: ReturnType<typeof setTimeout>;
  let open: { unsubscribe(): void } | undefined;
  const connect = () => {
    if (signal.aborted) return;
    const handlers = {
      onStarted: () => report({ connected: true }),
      onConnectionStateChange: (state: { state: string }) => {
        if (state.state === "connecting") report({ connected: false });
      },
      onData: (change: { id: string; data: string[] }) => {
        lastEventId = change.id;
        report({ topics: change.data });
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
    report({ connected: false });
    timer = setTimeout(look, retryMs);
  };
  // A stream that is refused does not say why: a call does.
  const look = async () => {
    const answer = await checkSession(client);
    if (signal.aborted) return;
    if (answer === "valid") return connect();
    if (answer === "ended") report({ ended: true });
    timer = setTimeout(look, answer === "ended" ? endedMs : retryMs);
  };
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    open?.unsubscribe();
  });
  connect();
  return { last: () => lastEventId };
}
