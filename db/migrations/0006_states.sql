-- No row needs mending: every version has written these columns from the same lists of values.
ALTER TABLE "machines" ADD CONSTRAINT "machines_state_known" CHECK ("state" in ('reported', 'configured', 'licensed', 'installing', 'enrolled', 'active', 'retired', 'pending_approval', 'insufficient_storage', 'install_failed', 'silent', 'quarantined', 'discovered'));--> statement-breakpoint
ALTER TABLE "machines" ADD CONSTRAINT "machines_state_before_known" CHECK ("state_before" in ('reported', 'configured', 'licensed', 'installing', 'enrolled', 'active', 'retired', 'pending_approval', 'insufficient_storage', 'install_failed', 'silent', 'quarantined', 'discovered'));--> statement-breakpoint
ALTER TABLE "machines" ADD CONSTRAINT "machines_application_known" CHECK ("application" in ('absent', 'stopped', 'running', 'failed', 'paused'));--> statement-breakpoint
ALTER TABLE "credit_limit_requests" ADD CONSTRAINT "credit_limit_requests_state_known" CHECK ("state" in ('requested', 'approved', 'declined', 'withdrawn'));--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_state_known" CHECK ("state" in ('invited', 'applied', 'active', 'suspended', 'closed'));--> statement-breakpoint
ALTER TABLE "service_configurations" ADD CONSTRAINT "service_configurations_state_known" CHECK ("state" in ('waiting', 'configured'));--> statement-breakpoint
ALTER TABLE "cloud_accounts" ADD CONSTRAINT "cloud_accounts_state_known" CHECK ("state" in ('open', 'suspended', 'closed'));--> statement-breakpoint
ALTER TABLE "licenses" ADD CONSTRAINT "licenses_state_known" CHECK ("state" in ('pending', 'active', 'suspended', 'revoked', 'expired', 'released'));--> statement-breakpoint
ALTER TABLE "charges" ADD CONSTRAINT "charges_state_known" CHECK ("state" in ('posted', 'failed', 'gratis'));--> statement-breakpoint
ALTER TABLE "machine_observations" ADD CONSTRAINT "machine_observations_application_known" CHECK ("application" in ('absent', 'stopped', 'running', 'failed', 'paused'));--> statement-breakpoint
ALTER TABLE "probes" ADD CONSTRAINT "probes_state_known" CHECK ("state" in ('ok', 'failed'));--> statement-breakpoint
ALTER TABLE "overflow_steps" ADD CONSTRAINT "overflow_steps_step_known" CHECK ("step" in ('resource_identified', 'configured', 'creating', 'installing', 'enrolled', 'entitled', 'carried', 'notified', 'retiring'));--> statement-breakpoint
ALTER TABLE "overflow_steps" ADD CONSTRAINT "overflow_steps_state_known" CHECK ("state" in ('running', 'done', 'failed'));--> statement-breakpoint
ALTER TABLE "overflows" ADD CONSTRAINT "overflows_state_known" CHECK ("state" in ('requested', 'resource_identified', 'configured', 'creating', 'installing', 'enrolled', 'entitled', 'active', 'settled', 'retiring', 'retired', 'held_credit', 'held_approval', 'declined', 'failed', 'unwinding', 'stuck'));--> statement-breakpoint
ALTER TABLE "overflows" ADD CONSTRAINT "overflows_resume_state_known" CHECK ("resume_state" in ('requested', 'resource_identified', 'configured', 'creating', 'installing', 'enrolled', 'entitled', 'active', 'settled', 'retiring', 'retired', 'held_credit', 'held_approval', 'declined', 'failed', 'unwinding', 'stuck'));--> statement-breakpoint
ALTER TABLE "installation_steps" ADD CONSTRAINT "installation_steps_state_known" CHECK ("state" in ('running', 'done', 'failed'));--> statement-breakpoint
ALTER TABLE "installers" ADD CONSTRAINT "installers_outcome_known" CHECK ("outcome" in ('running', 'done', 'failed'));--> statement-breakpoint
ALTER TABLE "unassigned_usage" ADD CONSTRAINT "unassigned_usage_source_kind_known" CHECK ("source_kind" in ('agent', 'driver', 'program', 'file'));--> statement-breakpoint
ALTER TABLE "usage_authorities" ADD CONSTRAINT "usage_authorities_source_kind_known" CHECK ("source_kind" in ('agent', 'driver', 'program', 'file'));--> statement-breakpoint
ALTER TABLE "usage_batches" ADD CONSTRAINT "usage_batches_source_kind_known" CHECK ("source_kind" in ('agent', 'driver', 'program', 'file'));--> statement-breakpoint
ALTER TABLE "usage_imports" ADD CONSTRAINT "usage_imports_state_known" CHECK ("state" in ('running', 'finished', 'failed'));--> statement-breakpoint
ALTER TABLE "usage_records" ADD CONSTRAINT "usage_records_source_kind_known" CHECK ("source_kind" in ('agent', 'driver', 'program', 'file'));--> statement-breakpoint
ALTER TABLE "usage_records" ADD CONSTRAINT "usage_records_fate_known" CHECK ("fate" in ('counted', 'late', 'shadowed', 'conflict', 'unknown_meter', 'unknown_machine', 'outside_subscription'));