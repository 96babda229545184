import { inProvider, type Request } from "../../context";
import { usageStore } from "../store/usage-store";

/** Hours rolled up by one transaction, and transactions of one look; what is left comes with the next. */
const piece = 500;
const piecesInOneLook = 40;

/**
 * Rolls up the hours whose ticks have changed. Answers do not depend on it, only how soon they come: a read takes the
 * hours that are left from their ticks. Any number of processes may call; one works at a time.
 */
export async function settleUsage(request: Request): Promise<{ hours: number }> {
  let hours = 0;
  for (let n = 0; n < piecesInOneLook; n++) {
    const settled = await inProvider(request, (ctx) => usageStore.settle(ctx, piece));
    hours += settled;
    if (settled < piece) break;
  }
  return { hours };
}
