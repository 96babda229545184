ALTER TABLE "billing_events" ALTER COLUMN "amount_minor" SET DATA TYPE numeric(100, 0);--> statement-breakpoint
ALTER TABLE "charges" ALTER COLUMN "amount_minor" SET DATA TYPE numeric(100, 0);--> statement-breakpoint
ALTER TABLE "ledger_accounts" ALTER COLUMN "balance_minor" SET DATA TYPE numeric(100, 0);--> statement-breakpoint
ALTER TABLE "ledger_postings" ALTER COLUMN "amount_minor" SET DATA TYPE numeric(100, 0);--> statement-breakpoint
ALTER TABLE "statement_lines" ALTER COLUMN "amount_minor" SET DATA TYPE numeric(100, 0);--> statement-breakpoint
ALTER TABLE "overflows" ALTER COLUMN "estimate_minor" SET DATA TYPE numeric(100, 0);