import { setTimeout as delay } from "node:timers/promises";

/** Wakes every part that rests, and lets those at work look once more when they are done. */
export class Alarm {
  private controller = new AbortController();
  stopped = false;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  ring(): void {
    const ringing = this.controller;
    this.controller = new AbortController();
    ringing.abort();
  }

  stop(): void {
    this.stopped = true;
    this.ring();
  }
}

/**
 * Does one part of the worker's work again and again, `restMs` between two looks or as soon as the alarm rings, until
 * it is stopped. Each part has a loop of its own: a cloud that does not answer holds up what waits for it and no
 * judging of standings.
 * @param work answers true where it left more of it: it looks again at once
 */
export async function repeat(
  alarm: Alarm,
  restMs: number,
  work: () => Promise<unknown>,
  failed: (error: Error) => void,
): Promise<void> {
  while (!alarm.stopped) {
    // Taken before the work begins: what rings meanwhile is not missed.
    const { signal } = alarm;
    let isMoreLeft: unknown = false;
    try {
      isMoreLeft = await work();
    } catch (error) {
      failed(error as Error);
    }
    if (!alarm.stopped && isMoreLeft !== true) await delay(restMs, undefined, { signal }).catch(() => undefined);
  }
}
