CREATE TABLE "web_processes" (
	"id" text PRIMARY KEY NOT NULL,
	"start" text NOT NULL,
	"pid" integer NOT NULL,
	"build" text,
	"together" integer NOT NULL,
	"restarts" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
