import { tracked } from "@trpc/server";
import { z } from "zod";
import { liveChanges } from "../../audit/live-changes";
import { customerProcedure, router, signedInProcedure, staffProcedure } from "../init";

const from = z.object({ lastEventId: z.string().max(100).nullish() });

/** Streams of what changed: topics, never contents. Whoever listens reads again what they may see. */
export const liveRouter = router({
  /** Whether the server can answer and the session still counts: asked before a page is drawn again by itself. */
  check: signedInProcedure.query(({ ctx }) => ctx.user.id),
  /** Everything, for staff in the console. */
  provider: staffProcedure("console.read")
    .input(from)
    .subscription(async function* ({ input, signal }) {
      for await (const change of liveChanges(null, input.lastEventId ?? null, signal ?? new AbortController().signal))
        yield tracked(change.id, change.topics);
    }),
  /** What concerns one company, in its portal. */
  company: customerProcedure("portal.read")
    .input(from)
    .subscription(async function* ({ ctx, input, signal }) {
      const until = signal ?? new AbortController().signal;
      for await (const change of liveChanges(ctx.customerId, input.lastEventId ?? null, until))
        yield tracked(change.id, change.topics);
    }),
});
