CREATE TABLE "answer_counts" (
	"status" integer PRIMARY KEY NOT NULL,
	"answers" bigint NOT NULL
);
--> statement-breakpoint
-- Written every few seconds by each web process: nothing of it need survive a crash.
ALTER TABLE "answer_counts" SET UNLOGGED;
