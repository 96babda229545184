import { join } from "node:path";
import { type Clock, iso } from "./clock";
import { JsonLines } from "./durable-file";

interface Arrival {
  seq: number;
  at: string;
  method: string;
  path: string;
  body: unknown;
}
interface Outcome {
  seq: number;
  status: number;
}

export interface LoggedRequest {
  at: string;
  method: string;
  path: string;
  body: unknown;
  /** HTTP status; 0 where the caller got no answer (dropped, or the cloud was killed before it answered). */
  status: number;
}

/**
 * Every request the cloud received. The arrival is written before anything is done, the status when it is known, so
 * that what reached the cloud is on record even if it was killed while working on it.
 */
export class RequestLog {
  private readonly lines: JsonLines<Arrival | Outcome>;
  private nextSeq = 1;

  constructor(
    data: string,
    private readonly now: Clock,
  ) {
    this.lines = new JsonLines(join(data, "requests.jsonl"));
    for (const line of this.lines.read()) this.nextSeq = Math.max(this.nextSeq, line.seq + 1);
  }

  /** Writes down that a request came; the number given is for `answered`. */
  arrived(method: string, path: string, body: unknown): number {
    const seq = this.nextSeq++;
    this.lines.append({ seq, at: iso(this.now()), method, path, body });
    return seq;
  }

  /** Writes down how it was answered. */
  answered(seq: number, status: number): void {
    this.lines.append({ seq, status });
  }

  /** All requests, in the order of their arrival. */
  all(): LoggedRequest[] {
    const requests = new Map<number, LoggedRequest>();
    for (const line of this.lines.read()) {
      if ("method" in line) {
        const { seq, ...arrival } = line;
        requests.set(seq, { ...arrival, status: 0 });
      } else {
        const request = requests.get(line.seq);
        if (request) request.status = line.status;
      }
    }
    return [...requests.values()];
  }
}
