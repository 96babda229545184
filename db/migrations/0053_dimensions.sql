ALTER TABLE "usage_hours" DROP CONSTRAINT "usage_hours_customer_id_meter_hour_cloud_id_service_id_overflow_pk";--> statement-breakpoint
ALTER TABLE "usage_spans" DROP CONSTRAINT "usage_spans_customer_id_meter_cloud_id_machine_id_pk";--> statement-breakpoint
ALTER TABLE "usage_ticks" DROP CONSTRAINT "usage_ticks_customer_id_meter_tick_cloud_id_machine_id_pk";--> statement-breakpoint
ALTER TABLE "usage_values" DROP CONSTRAINT "usage_values_customer_id_meter_value_tick_cloud_id_machine_id_pk";--> statement-breakpoint
ALTER TABLE "usage_hours" ADD CONSTRAINT "usage_hours_pk" PRIMARY KEY("customer_id","meter","hour","cloud_id","service_id","overflow","series");--> statement-breakpoint
ALTER TABLE "usage_spans" ADD CONSTRAINT "usage_spans_pk" PRIMARY KEY("customer_id","meter","cloud_id","machine_id","series");--> statement-breakpoint
ALTER TABLE "usage_ticks" ADD CONSTRAINT "usage_ticks_pk" PRIMARY KEY("customer_id","meter","tick","cloud_id","machine_id","series");--> statement-breakpoint
ALTER TABLE "usage_values" ADD CONSTRAINT "usage_values_pk" PRIMARY KEY("customer_id","meter","value","tick","cloud_id","machine_id","series");--> statement-breakpoint
ALTER TABLE "meters" ADD COLUMN "dimensions" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hours" ADD COLUMN "dimensions" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hours" ADD COLUMN "series" text GENERATED ALWAYS AS (case when dimensions = '' then '' else md5(dimensions) end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_spans" ADD COLUMN "dimensions" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_spans" ADD COLUMN "series" text GENERATED ALWAYS AS (case when dimensions = '' then '' else md5(dimensions) end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_ticks" ADD COLUMN "dimensions" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_ticks" ADD COLUMN "series" text GENERATED ALWAYS AS (case when dimensions = '' then '' else md5(dimensions) end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_values" ADD COLUMN "dimensions" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_values" ADD COLUMN "series" text GENERATED ALWAYS AS (case when dimensions = '' then '' else md5(dimensions) end) STORED NOT NULL;