CREATE TABLE "request_limits" (
	"key" varchar(255) PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "ended_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "request_limits_expire" ON "request_limits" USING btree ("expire");--> statement-breakpoint
CREATE INDEX "ended_sessions_expiry" ON "ended_sessions" USING btree ("expires_at");
--> statement-breakpoint
-- Written at each request: nothing of it need survive a crash, and a row is written in place of its former self.
ALTER TABLE "request_limits" SET UNLOGGED;
--> statement-breakpoint
ALTER TABLE "request_limits" SET (fillfactor = 50);
