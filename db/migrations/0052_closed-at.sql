ALTER TABLE "customers" ADD COLUMN "closed_at" timestamp with time zone;--> statement-breakpoint
-- Closing is for good, and the audit log says when it was.
UPDATE customers c SET closed_at = (
  SELECT max(a.at) FROM audit_entries a WHERE a.customer_id = c.id AND a.action = 'customer.closed')
 WHERE c.state = 'closed';
