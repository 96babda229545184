import type { SessionKeys } from "../current-user";

/** A session of a person, as their cookie would hold it; it lasts until 2100. */
export const sessionOf = (userId: string, sessionVersion = 1): SessionKeys => ({
  userId,
  sessionVersion,
  sessionId: "a-session",
  until: Date.parse("2100-01-01T00:00:00Z") / 1000,
});
