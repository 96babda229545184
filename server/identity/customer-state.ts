import { type CustomerState, type EndedService, endedService } from "../configuration/states";

/** How a company stands, as its people's and programs' actors carry it: nothing for one that is served. */
export function customerStateOf(state: CustomerState | null): { customerState?: EndedService } {
  const ended = endedService(state);
  return ended ? { customerState: ended } : {};
}
