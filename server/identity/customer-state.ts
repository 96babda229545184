import type { EndedService } from "../context";

/** How a company stands, as its people's and programs' actors carry it: nothing for one that is served. */
export function customerStateOf(state: string | null): { customerState?: EndedService } {
  return state === "suspended" || state === "closed" ? { customerState: state } : {};
}
