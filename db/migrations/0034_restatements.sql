-- Only an import between this migration and the one before has written rows: an import of its file again notes them.
DELETE FROM "usage_import_records";--> statement-breakpoint
ALTER TABLE "usage_import_records" ADD COLUMN "quantity" numeric NOT NULL;