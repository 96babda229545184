import { tracked } from "@trpc/server";
import { z } from "zod";
import { type Follower, liveChanges } from "../../audit/live-changes";
import { inProvider, jobRequest } from "../../context";
import { type CurrentUser, type SessionKeys, userOfSession } from "../../identity/current-user";
import { customerProcedure, router, signedInProcedure, staffProcedure } from "../init";

const from = z.object({ lastEventId: z.string().max(100).nullish() });

/** The person who opened a stream, for as long as their session lasts and their rights are as they were. */
function followerOf({
  user,
  session,
}: {
  user: CurrentUser | null;
  session?: SessionKeys | null;
}): Follower | undefined {
  if (!user || !session) return undefined;
  const rights = ({ staffRole, memberships }: CurrentUser) =>
    JSON.stringify([staffRole, memberships.map(({ customerId, role }) => [customerId, role]).sort()]);
  return {
    userId: user.id,
    mayFollow: async () => {
      const now = await inProvider(jobRequest("session"), (ctx) => userOfSession(ctx, session));
      return now !== null && rights(now) === rights(user);
    },
  };
}

/** Streams of what changed: topics, never contents. Whoever listens reads again what they may see. */
export const liveRouter = router({
  /** Whether the server can answer and the session still counts: asked before a page is drawn again by itself. */
  check: signedInProcedure.query(({ ctx }) => ctx.user.id),
  /** Everything, for staff in the console. */
  provider: staffProcedure("console.read")
    .input(from)
    .subscription(async function* ({ ctx, input, signal }) {
      const until = signal ?? new AbortController().signal;
      for await (const change of liveChanges(null, input.lastEventId ?? null, until, followerOf(ctx)))
        yield tracked(change.id, change.topics);
    }),
  /** What concerns one company, in its portal. */
  company: customerProcedure("portal.read")
    .input(from)
    .subscription(async function* ({ ctx, input, signal }) {
      const until = signal ?? new AbortController().signal;
      for await (const change of liveChanges(ctx.customerId, input.lastEventId ?? null, until, followerOf(ctx)))
        yield tracked(change.id, change.topics);
    }),
});
