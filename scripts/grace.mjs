/**
 * How long a program may take to end: as long as a request's body may stand still (server/http/connections.ts), so that
 * what is in flight is answered.
 */
export const GRACE_MS = 30_000;
