import { database, planForValues, type Tx } from "@/db";

/**
 * One state of the database for several reads: a transaction (repeatable read, read only) for each role they need,
 * opened by the first read and shared by the others. A page's figures then agree, and it holds one connection.
 */
export interface Snapshot {
  /** Reads as this customer, or as the provider (null). @throws Error after the snapshot has ended. */
  run<T>(customerId: string | null, read: (tx: Tx) => Promise<T>): Promise<T>;
}

const readOnly = { isolationLevel: "repeatable read", accessMode: "read only" } as const;

/** Gives `work` a snapshot and ends its transactions when `work` and all its reads have ended. */
export async function withSnapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const transactions = new Map<string | null, { tx: Promise<Tx>; ended: Promise<unknown> }>();
  const reads = new Set<Promise<unknown>>();
  let end: () => void = () => {};
  const ending = new Promise<void>((resolve) => {
    end = resolve;
  });
  let ended = false;

  function open(customerId: string | null) {
    let ready: (tx: Tx) => void = () => {};
    let failed: (error: unknown) => void = () => {};
    const tx = new Promise<Tx>((resolve, reject) => {
      ready = resolve;
      failed = reject;
    });
    const hold = async (opened: Tx) => {
      await planForValues(opened);
      ready(opened);
      await ending;
    };
    const transaction =
      customerId === null
        ? database().withProvider(hold, readOnly)
        : database().withCustomer(customerId, hold, readOnly);
    const entry = { tx, ended: transaction.catch(failed) };
    transactions.set(customerId, entry);
    return entry;
  }

  const snapshot: Snapshot = {
    run(customerId, read) {
      if (ended) return Promise.reject(new Error("The page's snapshot has ended."));
      const { tx } = transactions.get(customerId) ?? open(customerId);
      const result = tx.then(read);
      reads.add(result);
      return result;
    },
  };
  try {
    return await work(snapshot);
  } finally {
    ended = true;
    await Promise.allSettled(reads);
    end();
    await Promise.all([...transactions.values()].map((one) => one.ended));
  }
}
