import { database } from "@/db";
import type { Topic } from "./record-audit";

/**
 * Something changed: of one customer, or with null of the provider. `topic` "all": read everything again. `userId`: the
 * person whom it is about.
 */
type Change = { seq: number; topic: Topic | "all"; customerId: string | null; userId?: string };
type Listener = {
  /** Distinguishes this process's numbers from another's: an id from elsewhere cannot be continued. */
  epoch: string;
  seq: number;
  ring: Change[];
  waiting: Set<() => void>;
  started: Promise<unknown>;
};

const ringMost = 1000;
/** A stream gets at most about four messages a second; what comes between is folded. */
const foldMs = 250;

const held = globalThis as typeof globalThis & { spillwayLive?: Listener };

/**
 * One LISTEN per process. postgres.js reconnects; what was announced meanwhile is lost, so every page reads again.
 */
function listener(): Listener {
  if (held.spillwayLive) return held.spillwayLive;
  const live: Listener = {
    epoch: Math.random().toString(36).slice(2, 10),
    seq: 0,
    ring: [],
    waiting: new Set(),
    started: Promise.resolve(),
  };
  held.spillwayLive = live;
  let connections = 0;
  live.started = database()
    .providerSql.listen(
      "spillway_changes",
      (payload) => {
        const change = parse(payload);
        if (change) push(live, change);
      },
      () => {
        connections += 1;
        if (connections > 1) push(live, { topic: "all", customerId: null });
      },
    )
    .catch((error) => {
      held.spillwayLive = undefined; // The next stream tries again.
      throw error;
    });
  return live;
}

function push(live: Listener, change: Omit<Change, "seq">): void {
  live.seq += 1;
  live.ring.push({ seq: live.seq, ...change });
  if (live.ring.length > ringMost) live.ring.splice(0, live.ring.length - ringMost);
  for (const wake of live.waiting) wake();
}

function parse(payload: string): Omit<Change, "seq"> | null {
  try {
    const { topic, customerId, userId } = JSON.parse(payload);
    return typeof topic === "string" ? { topic: topic as Topic, customerId: customerId ?? null, userId } : null;
  } catch {
    return null; // Not ours.
  }
}

/**
 * Where the stream stands now. A page takes it before it reads anything and gives it to its stream, so that what
 * changes between the two is not missed. @returns null where this process cannot listen.
 */
export async function livePosition(): Promise<string | null> {
  const live = listener();
  return live.started.then(
    () => `${live.epoch}.${live.seq}`,
    () => null,
  );
}

export type ChangeMessage = { id: string; topics: (Topic | "all")[] };

/** Who follows. `mayFollow` is asked whenever something about them changed. */
export type Follower = { userId: string; mayFollow(): Promise<boolean> };

/**
 * Topics that changed, folded, for ever or until the signal aborts. A customer gets its own alone; with
 * `customerId` null (staff) of every change. After a reconnection with the last id exactly the missed topics come, or
 * `all` where they are no longer known. The stream ends, with `all` as its last message, when its follower signed out,
 * was removed, or has another role.
 */
export async function* liveChanges(
  customerId: string | null,
  lastId: string | null,
  signal: AbortSignal,
  follower?: Follower,
): AsyncGenerator<ChangeMessage> {
  const live = listener();
  await live.started;
  let seen = live.seq;
  const [epoch, seq] = (lastId ?? "").split(".");
  if (lastId) {
    const from = Number(seq);
    const continued = epoch === live.epoch && from <= live.seq && from >= (live.ring[0]?.seq ?? live.seq + 1) - 1;
    if (continued) seen = from;
    else yield { id: `${live.epoch}.${live.seq}`, topics: ["all"] };
  }
  // What changed about them before `seen`, and after they were let in.
  if (follower && !(await follower.mayFollow())) return;
  while (!signal.aborted) {
    const news = live.ring.filter((change) => change.seq > seen);
    if (news.length === 0) {
      await wakened(live, signal);
      continue;
    }
    // More was pushed out of the ring than this stream took: then nobody knows what it missed.
    const lost = (news[0]?.seq ?? 0) > seen + 1;
    seen = live.seq;
    const isAbout = ({ topic, userId }: Change) => topic === "all" || userId === follower?.userId;
    if (follower && (lost || news.some(isAbout)) && !(await follower.mayFollow())) {
      yield { id: `${live.epoch}.${seen}`, topics: ["all"] };
      return;
    }
    const topics = lost ? ["all" as const] : topicsFor(news, customerId);
    if (topics.length === 0) continue;
    yield { id: `${live.epoch}.${seen}`, topics };
    await pause(foldMs, signal);
  }
}

function topicsFor(news: Change[], customerId: string | null): (Topic | "all")[] {
  const visible = news.filter(
    (change) => change.topic === "all" || customerId === null || change.customerId === customerId,
  );
  return [...new Set(visible.map((change) => change.topic))];
}

function wakened(live: Listener, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      live.waiting.delete(wake);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    live.waiting.add(wake);
    signal.addEventListener("abort", wake);
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
