CREATE TABLE "discovered_instances" (
	"cloud_id" text NOT NULL,
	"instance_id" text NOT NULL,
	"name" text NOT NULL,
	"account" text NOT NULL,
	"flavor" text NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "discovered_instances_cloud_id_instance_id_pk" PRIMARY KEY("cloud_id","instance_id"),
	CONSTRAINT "discovered_instances_state_known" CHECK ("state" in ('building', 'running', 'stopped', 'error', 'deleted')),
	CONSTRAINT "discovered_instances_reason_known" CHECK ("reason" in ('unknown_event', 'other_instance'))
);
--> statement-breakpoint
ALTER TABLE "discovered_instances" ADD CONSTRAINT "discovered_instances_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;