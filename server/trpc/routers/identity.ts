import { publicProcedure, router } from "../init";

export const identityRouter = router({
  /** Who is signed in, or null. */
  me: publicProcedure.query(({ ctx }) => ctx.user),
});
