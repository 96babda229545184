ALTER TABLE "statement_fees" DROP CONSTRAINT "statement_fees_month";--> statement-breakpoint
ALTER TABLE "plans" DROP COLUMN "monthly_fee_minor";--> statement-breakpoint
ALTER TABLE "plans" DROP COLUMN "currency";--> statement-breakpoint
ALTER TABLE "statement_fees" DROP COLUMN "month_start";--> statement-breakpoint
ALTER TABLE "statement_fees" DROP COLUMN "month_end";--> statement-breakpoint
ALTER TABLE "statement_fees" DROP COLUMN "monthly_minor";