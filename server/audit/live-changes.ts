import { database } from "@/db";
import { clockNow } from "../clock";
import type { Topic } from "./record-audit";

/**
 * Something changed: of one customer, or with null of the provider. `topic` "all": read everything again. `userId`: the
 * person whom it is about.
 */
type News = { topic: Topic | "all"; customerId: string | null; userId?: string };
/** `seq`: its number in this process; `id`: what it is named by in every process. */
type Change = News & { seq: number; id: string };
type Listener = {
  seq: number;
  /** Where this process stands: the id of the last change, and when it came. */
  id: string;
  cameAt: number;
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
 * PostgreSQL sends every listener the same changes in the same order, so that a page drawn by one process follows on in
 * another: a change is named by its transaction and its place among that transaction's changes.
 */
function listener(): Listener {
  if (held.spillwayLive) return held.spillwayLive;
  const id = ownId();
  const live: Listener = {
    seq: 0,
    id,
    cameAt: clockNow().getTime(),
    ring: [{ seq: 0, id, topic: "all", customerId: null }],
    waiting: new Set(),
    started: Promise.resolve(),
  };
  held.spillwayLive = live;
  let connections = 0;
  live.started = database()
    .providerSql.listen(
      "spillway_changes",
      (payload) => {
        const received = parse(payload);
        if (received) push(live, received.news, idAfter(live.id, received.tx));
      },
      () => {
        connections += 1;
        if (connections > 1) push(live, { topic: "all", customerId: null }, ownId());
      },
    )
    .catch((error) => {
      held.spillwayLive = undefined; // The next stream tries again.
      throw error;
    });
  return live;
}

/**
 * A position as browsers are given it. The time orders positions of different processes: a page sees what was committed
 * before it was drawn (components/providers/live-stream.ts).
 */
const positionOf = (id: string, at: number) => `${id}.${at}`;
const whereOf = ({ id, cameAt }: { id: string; cameAt: number }) => positionOf(id, cameAt);

/** An id that no other process knows: what came before it is not known here. */
const ownId = () => `${Math.random().toString(36).slice(2, 10)}-0`;

/** The id of a change of this transaction that comes after another change. */
function idAfter(last: string, tx: string): string {
  const [lastTx, place] = last.split("-");
  return `${tx}-${lastTx === tx ? Number(place) + 1 : 1}`;
}

function push(live: Listener, news: News, id: string): void {
  live.seq += 1;
  live.id = id;
  live.cameAt = clockNow().getTime();
  live.ring.push({ ...news, seq: live.seq, id });
  if (live.ring.length > ringMost) live.ring.splice(0, live.ring.length - ringMost);
  for (const wake of live.waiting) wake();
}

function parse(payload: string): { news: News; tx: string } | null {
  try {
    const [, tx, change] = /^(\d+) (.*)$/s.exec(payload) ?? [];
    const { topic, customerId, userId } = JSON.parse(change ?? "");
    if (typeof topic !== "string" || tx === undefined) return null;
    return { news: { topic: topic as Topic, customerId: customerId ?? null, userId }, tx };
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
    () => positionOf(live.id, clockNow().getTime()),
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
  const [known] = lastId?.split(".") ?? [];
  if (lastId && known !== live.id) {
    const from = live.ring.find(({ id }) => id === known);
    if (from) seen = from.seq;
    else yield { id: whereOf(live), topics: ["all"] };
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
    const id = whereOf(live);
    const isAbout = ({ topic, userId }: Change) => topic === "all" || userId === follower?.userId;
    if (follower && (lost || news.some(isAbout)) && !(await follower.mayFollow())) {
      yield { id, topics: ["all"] };
      return;
    }
    const topics = lost ? ["all" as const] : topicsFor(news, customerId);
    if (topics.length === 0) continue;
    yield { id, topics };
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
