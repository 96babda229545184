ALTER TABLE "limit_terms" ADD COLUMN "under_credit" numeric DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "limit_terms" ADD COLUMN "covers" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "limit_terms" ADD COLUMN "reference_shares" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD COLUMN "scope_cloud_name" text;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD COLUMN "billing_factor" numeric DEFAULT '1' NOT NULL;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD COLUMN "covers" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
-- Rates and shares change with a date: they stand in the terms, in those of every time that they held.
UPDATE "limit_terms" t SET "under_credit" = p."under_credit"
  FROM "subscription_parameters" p
 WHERE p."customer_id" = t."customer_id" AND p."id" = t."parameter_id" AND p."under_credit" IS NOT NULL;--> statement-breakpoint
UPDATE "limit_terms" t SET "reference_shares" = s.shares
  FROM (SELECT "customer_id", "parameter_id", jsonb_object_agg("cloud_id", "share"::text) AS shares
          FROM "reference_shares" GROUP BY "customer_id", "parameter_id") s
 WHERE s."customer_id" = t."customer_id" AND s."parameter_id" = t."parameter_id";--> statement-breakpoint
DROP TABLE "reference_shares";--> statement-breakpoint
ALTER TABLE "subscription_parameters" DROP COLUMN "under_credit";--> statement-breakpoint
ALTER TABLE "limit_terms" ADD CONSTRAINT "limit_terms_overflow_policy_known" CHECK ("overflow_policy" in ('off', 'restrict', 'ask', 'automatic'));
