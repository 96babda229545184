import { bigint, index, integer, pgTable, varchar } from "drizzle-orm/pg-core";

/**
 * What was counted under each limit (server/http/limits.ts), in the columns that rate-limiter-flexible asks for:
 * `expire` is the end of the window, in milliseconds of the Unix epoch. Unlogged: a crash forgets counts, nothing else.
 */
export const requestLimits = pgTable(
  "request_limits",
  {
    key: varchar("key", { length: 255 }).primaryKey(),
    points: integer("points").notNull().default(0),
    expire: bigint("expire", { mode: "number" }),
  },
  (t) => [index("request_limits_expire").on(t.expire)],
);

/**
 * Answers of all web processes by HTTP status, for /api/metrics: each process adds what it has counted. Unlogged: a
 * crash of the database begins them anew, which Prometheus expects of a counter.
 */
export const answerCounts = pgTable("answer_counts", {
  status: integer("status").primaryKey(),
  answers: bigint("answers", { mode: "number" }).notNull(),
});
