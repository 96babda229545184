import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type Clock, iso } from "./clock";
import { CloudError } from "./cloud-error";
import { JsonLines } from "./durable-file";

interface StoredNotice {
  receipt: string;
  at: string;
  body: Record<string, unknown>;
}

/** The notices that portals sent; one id is stored once. */
export class Notices {
  private readonly lines: JsonLines<StoredNotice>;
  private readonly byId = new Map<string, StoredNotice>();

  constructor(
    data: string,
    private readonly now: Clock,
  ) {
    this.lines = new JsonLines(join(data, "notices.jsonl"));
    for (const notice of this.lines.read()) this.byId.set(String(notice.body.id), notice);
  }

  /** Stores a notice and gives its receipt; the same id again gives the same receipt and stores nothing. */
  take(body: Record<string, unknown>): { receipt: string } {
    if (typeof body.id !== "string" || body.id === "") throw new CloudError(422, "invalid", "A notice needs an id.");
    const known = this.byId.get(body.id);
    if (known) return { receipt: known.receipt };
    const notice = { receipt: `receipt-${randomBytes(8).toString("hex")}`, at: iso(this.now()), body };
    this.lines.append(notice);
    this.byId.set(body.id, notice);
    return { receipt: notice.receipt };
  }

  /** Every notice, in the order they came. */
  all(): StoredNotice[] {
    return [...this.byId.values()];
  }
}
