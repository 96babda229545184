CREATE SEQUENCE "public"."billing_event_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 2001 CACHE 1;--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "audit_entries_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"customer_id" text,
	"at" timestamp with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_label" text NOT NULL,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"detail" jsonb NOT NULL,
	"request_id" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "billing_events" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"number" integer NOT NULL,
	"subscription_id" text NOT NULL,
	"parameter_id" text NOT NULL,
	"standing_id" text NOT NULL,
	"meter" text NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"window_end" timestamp with time zone NOT NULL,
	"ordinal" integer NOT NULL,
	"cloud_id" text NOT NULL,
	"first_machine_id" text,
	"limit_quantity" numeric NOT NULL,
	"aggregate" numeric NOT NULL,
	"excess" numeric NOT NULL,
	"rate" numeric NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"use_by_cloud" jsonb NOT NULL,
	"breakdown" jsonb NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	CONSTRAINT "billing_events_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "billing_events_id" UNIQUE("id"),
	CONSTRAINT "billing_events_number" UNIQUE("number")
);
--> statement-breakpoint
ALTER TABLE "billing_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "charges" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"parameter_id" text NOT NULL,
	"billing_event_id" text,
	"meter" text NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"window_end" timestamp with time zone NOT NULL,
	"increment" numeric NOT NULL,
	"cover" numeric NOT NULL,
	"remitted_before" numeric NOT NULL,
	"quantity" numeric NOT NULL,
	"rate" numeric NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"rounding" text NOT NULL,
	"state" text NOT NULL,
	"ordinal" integer NOT NULL,
	"ledger_entry_id" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "charges_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "charges_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "charges" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"currency" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ledger_accounts_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "ledger_accounts_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "ledger_accounts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"cause_kind" text NOT NULL,
	"cause_id" text NOT NULL,
	"description" text NOT NULL,
	"posted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ledger_entries_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "ledger_entries_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "ledger_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ledger_postings" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"entry_id" text NOT NULL,
	"account_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	CONSTRAINT "ledger_postings_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "ledger_postings_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "ledger_postings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reference_shares" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"parameter_id" text NOT NULL,
	"cloud_id" text NOT NULL,
	"share" numeric NOT NULL,
	CONSTRAINT "reference_shares_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "reference_shares_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "reference_shares" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "standings" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"parameter_id" text NOT NULL,
	"meter" text NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"window_end" timestamp with time zone NOT NULL,
	"dirty" boolean NOT NULL,
	"dirty_at" timestamp with time zone,
	"judged_at" timestamp with time zone,
	"figures" jsonb,
	"readings" jsonb,
	"over" boolean NOT NULL,
	"threshold_met_at" timestamp with time zone,
	"candidate" jsonb,
	"candidate_at" timestamp with time zone,
	CONSTRAINT "standings_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "standings_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "standings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "subscription_parameters" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"subscription_id" text NOT NULL,
	"meter" text NOT NULL,
	"limit_quantity" numeric,
	"period" text NOT NULL,
	"anchor_day" integer NOT NULL,
	"scope_cloud_id" text,
	"threshold_percent" numeric NOT NULL,
	"over_rate" numeric NOT NULL,
	"under_credit" numeric,
	"billing_factor" numeric NOT NULL,
	"billing_step" numeric NOT NULL,
	"placement" text NOT NULL,
	"overflow_policy" text NOT NULL,
	"overflow_machines_max" integer NOT NULL,
	"cost_cap_minor" bigint,
	"answer_minutes" integer NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "subscription_parameters_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "subscription_parameters_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "subscription_parameters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"plan_id" text NOT NULL,
	"service_id" text NOT NULL,
	"mode" text NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "subscriptions_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "subscriptions_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "subscriptions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "artefacts" (
	"sha256" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"name" text NOT NULL,
	"version" text NOT NULL,
	"os" text NOT NULL,
	"arch" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meters" (
	"slug" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"unit" text NOT NULL,
	"kind" text NOT NULL,
	"aggregation" text NOT NULL,
	"decimals" integer NOT NULL,
	"whole" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"service_id" text NOT NULL,
	"name" text NOT NULL,
	"seats" integer NOT NULL,
	"allocation_maximum_bytes" bigint NOT NULL,
	"service_level" text NOT NULL,
	"monthly_fee_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "service_features" (
	"service_id" text NOT NULL,
	"feature" text NOT NULL,
	"name" text NOT NULL,
	"minimum_allocation_bytes" bigint NOT NULL,
	CONSTRAINT "service_features_service_id_feature_pk" PRIMARY KEY("service_id","feature")
);
--> statement-breakpoint
CREATE TABLE "services" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"vendor_id" text NOT NULL,
	"name" text NOT NULL,
	"summary" text NOT NULL,
	"needs_storage" boolean NOT NULL,
	"allocation_rule_version" integer NOT NULL,
	"allocation_fraction_permille" integer NOT NULL,
	"allocation_reserve_bytes" bigint NOT NULL,
	"allocation_reserve_permille" integer NOT NULL,
	"allocation_step_bytes" bigint NOT NULL,
	"allocation_minimum_bytes" bigint NOT NULL,
	"meters" jsonb NOT NULL,
	"overflow_meter" text,
	"placement" text NOT NULL,
	"default_settings" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vendors" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cloud_connections" (
	"cloud_id" text PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"token" "bytea" NOT NULL,
	"usage_cursor" timestamp with time zone,
	"last_polled_at" timestamp with time zone,
	"last_error" text,
	"last_error_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "cloud_exchanges" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text,
	"cloud_id" text NOT NULL,
	"subject_kind" text,
	"subject_id" text,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"request" jsonb,
	"status" integer,
	"answer" jsonb,
	"error" text,
	"started_at" timestamp with time zone NOT NULL,
	"took_ms" integer
);
--> statement-breakpoint
ALTER TABLE "cloud_exchanges" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "cloud_flavors" (
	"cloud_id" text NOT NULL,
	"flavor" text NOT NULL,
	"image" text NOT NULL,
	"vcpu" integer NOT NULL,
	"memory_bytes" bigint NOT NULL,
	"storage_bytes" bigint NOT NULL,
	"price_per_hour" numeric NOT NULL,
	"currency" text NOT NULL,
	"capacity" integer NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cloud_flavors_cloud_id_flavor_image_pk" PRIMARY KEY("cloud_id","flavor","image")
);
--> statement-breakpoint
CREATE TABLE "clouds" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"driver" text NOT NULL,
	"region" text,
	"color_index" integer NOT NULL,
	"starts_machines" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "host_cloud_accounts" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"cloud_id" text NOT NULL,
	"reference" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "host_cloud_accounts_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "host_cloud_accounts_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "host_cloud_accounts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "storage_repositories" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"machine_id" text NOT NULL,
	"cloud_id" text NOT NULL,
	"account" text NOT NULL,
	"url" text NOT NULL,
	"user" text NOT NULL,
	"password" "bytea" NOT NULL,
	"repository_password" "bytea" NOT NULL,
	"quota_bytes" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "storage_repositories_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "storage_repositories_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "storage_repositories" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "machine_reports" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"machine_id" text NOT NULL,
	"link_id" text,
	"facts" jsonb NOT NULL,
	"available_bytes" bigint,
	"total_bytes" bigint,
	"reported_allocation_bytes" bigint,
	"recomputed_allocation_bytes" bigint,
	"allocation_rule_version" integer,
	"address" text,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "machine_reports_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "machine_reports_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "machine_reports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "machines" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"state" text NOT NULL,
	"state_before" text,
	"state_reason" text,
	"kind" text NOT NULL,
	"service_id" text NOT NULL,
	"link_id" text,
	"public_key_pem" text,
	"key_thumbprint" text,
	"serial" text,
	"serial_source" text,
	"hardware_uuid" text,
	"install_id" text,
	"hostname" text,
	"os" text,
	"os_version" text,
	"arch" text,
	"cloud_id" text,
	"instance_id" text,
	"total_bytes" bigint,
	"available_bytes" bigint,
	"reported_allocation_bytes" bigint,
	"recomputed_allocation_bytes" bigint,
	"granted_allocation_bytes" bigint,
	"allocation_rule_version" integer,
	"join_state" integer NOT NULL,
	"join_state_before" integer,
	"replaces_machine_id" text,
	"application" text NOT NULL,
	"agent_version" text,
	"needs_approval" boolean NOT NULL,
	"approved_by" text,
	"approved_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"reported_at" timestamp with time zone,
	"enrolled_at" timestamp with time zone,
	"active_at" timestamp with time zone,
	"last_heartbeat_at" timestamp with time zone,
	"next_heartbeat_due_at" timestamp with time zone,
	"retired_at" timestamp with time zone,
	CONSTRAINT "machines_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "machines_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "machines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "billing_information" (
	"customer_id" text PRIMARY KEY NOT NULL,
	"legal_name" text NOT NULL,
	"address" text NOT NULL,
	"country" text NOT NULL,
	"tax_number" text,
	"statement_email" text,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "billing_information" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "contacts" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"phone" text,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "contacts_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "contacts_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "contacts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "credit_limit_requests" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"reason" text,
	"state" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"approved_minor" bigint,
	"decision_reason" text,
	CONSTRAINT "credit_limit_requests_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "credit_limit_requests_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "credit_limit_requests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"identifier" text NOT NULL,
	"identifier_confirmed_at" timestamp with time zone,
	"identifier_confirmed_by" text,
	"state" text NOT NULL,
	"currency" text NOT NULL,
	"time_zone" text NOT NULL,
	"credit_limit_minor" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "customers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "service_configurations" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"machine_id" text NOT NULL,
	"service_id" text NOT NULL,
	"state" text NOT NULL,
	"triggered_by" text,
	"units" integer NOT NULL,
	"settings" jsonb NOT NULL,
	"version" integer NOT NULL,
	"applied_version" integer NOT NULL,
	"paused" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"configured_at" timestamp with time zone,
	CONSTRAINT "service_configurations_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "service_configurations_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "service_configurations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text,
	"key_hash" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"label" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "invitations" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"invited_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "invitations_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "invitations_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "memberships" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"email" text NOT NULL,
	"name" text,
	"role" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "memberships_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "memberships_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "memberships" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "oidc_identities" (
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "oidc_identities_issuer_subject_pk" PRIMARY KEY("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "sign_in_tokens" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"email" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "staff_members" (
	"user_id" text PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text,
	"session_version" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_sign_in_at" timestamp with time zone,
	"disabled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "cron_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"job" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"summary" jsonb,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"id" text PRIMARY KEY NOT NULL,
	"mode" text NOT NULL,
	"provider_name" text NOT NULL,
	"currency" text NOT NULL,
	"seeded_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"algorithm" text NOT NULL,
	"public_pem" text,
	"secret" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "worker_processes" (
	"id" text PRIMARY KEY NOT NULL,
	"pid" integer NOT NULL,
	"build" text,
	"started_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cloud_accounts" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"service_id" text NOT NULL,
	"plan_id" text NOT NULL,
	"state" text NOT NULL,
	"vendor_reference" text,
	"opened_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cloud_accounts_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "cloud_accounts_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "cloud_accounts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "license_documents" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"license_id" text NOT NULL,
	"machine_id" text NOT NULL,
	"seq" integer NOT NULL,
	"kid" text NOT NULL,
	"document" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"acknowledgement" text,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "license_documents_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "license_documents_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "license_documents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "licenses" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"machine_id" text NOT NULL,
	"service_id" text NOT NULL,
	"cloud_account_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"state_reason" text,
	"derived_from" text,
	"billing_event_id" text,
	"allocation_bytes" bigint,
	"serial" text,
	"features" jsonb NOT NULL,
	"access_rights" jsonb NOT NULL,
	"service_level" text NOT NULL,
	"entitlements" jsonb NOT NULL,
	"policy_version" integer NOT NULL,
	"seq" integer NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"end_reason" text,
	CONSTRAINT "licenses_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "licenses_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "licenses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "machine_features" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"cloud_account_id" text NOT NULL,
	"machine_id" text NOT NULL,
	"serial" text,
	"allocation_bytes" bigint,
	"features" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "machine_features_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "machine_features_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "machine_features" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "seats" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"cloud_account_id" text NOT NULL,
	"seat_no" integer NOT NULL,
	"license_id" text,
	"reserved_until" timestamp with time zone,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "seats_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "seats_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "seats" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "machine_observations" (
	"customer_id" text NOT NULL,
	"machine_id" text NOT NULL,
	"application" text NOT NULL,
	"message" text,
	"progress" text,
	"units" integer,
	"snapshots" jsonb,
	"license_seq" integer,
	"applied_version" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "machine_observations_customer_id_machine_id_pk" PRIMARY KEY("customer_id","machine_id")
);
--> statement-breakpoint
ALTER TABLE "machine_observations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "probes" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"machine_id" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"detail" text,
	"took_ms" integer,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "probes_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "probes_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "probes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notices" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text,
	"kind" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"recipient" text NOT NULL,
	"subject" text NOT NULL,
	"body" jsonb NOT NULL,
	"subject_kind" text,
	"subject_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"leased_until" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"answer" jsonb,
	"error" text
);
--> statement-breakpoint
ALTER TABLE "notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "installation_links" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"key_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"url_secret_hash" text NOT NULL,
	"service_id" text NOT NULL,
	"os" text NOT NULL,
	"serial" text,
	"approve" text NOT NULL,
	"kind" text NOT NULL,
	"overflow_id" text,
	"cloud_id" text,
	"instance_id" text,
	"description" text,
	"units" integer,
	"uses_max" integer NOT NULL,
	"uses" integer NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"revoked_at" timestamp with time zone,
	"revoked_by" text,
	"last_download_at" timestamp with time zone,
	"last_address" text,
	"downloads" integer NOT NULL,
	CONSTRAINT "installation_links_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "installation_links_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "installation_links" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "installation_steps" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"machine_id" text NOT NULL,
	"step" text NOT NULL,
	"state" text NOT NULL,
	"detail" text,
	"percent" integer,
	"facts" jsonb,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "installation_steps_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "installation_steps_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "installation_steps" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "installers" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"machine_id" text NOT NULL,
	"license_id" text NOT NULL,
	"link_id" text NOT NULL,
	"kind" text NOT NULL,
	"version" text NOT NULL,
	"sha256" text NOT NULL,
	"transmitted_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"outcome" text,
	"outcome_detail" text,
	"outcome_at" timestamp with time zone,
	CONSTRAINT "installers_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "installers_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "installers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "link_uses" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"link_id" text NOT NULL,
	"machine_id" text NOT NULL,
	"used_at" timestamp with time zone NOT NULL,
	CONSTRAINT "link_uses_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "link_uses_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "link_uses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "unassigned_usage" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"source_kind" text NOT NULL,
	"reason" text NOT NULL,
	"body" jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_authorities" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"cloud_id" text NOT NULL,
	"meter" text NOT NULL,
	"source_kind" text NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"set_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_authorities_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "usage_authorities_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "usage_authorities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_batches" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text,
	"source_kind" text NOT NULL,
	"actor" text NOT NULL,
	"records" integer NOT NULL,
	"accepted" integer NOT NULL,
	"duplicates" integer NOT NULL,
	"conflicts" integer NOT NULL,
	"rejected" integer NOT NULL,
	"fates" jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "usage_batches" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_import_rows" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"import_id" text NOT NULL,
	"row_number" integer NOT NULL,
	"reason" text NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "usage_import_rows_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "usage_import_rows_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "usage_import_rows" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_imports" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"cloud_id" text NOT NULL,
	"file_name" text NOT NULL,
	"file_sha256" text NOT NULL,
	"state" text NOT NULL,
	"rows" integer NOT NULL,
	"counted" integer NOT NULL,
	"listed" integer NOT NULL,
	"duplicates" integer NOT NULL,
	"reasons" jsonb NOT NULL,
	"totals" jsonb NOT NULL,
	"imported_by" text NOT NULL,
	"imported_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_imports_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "usage_imports_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "usage_imports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_keys" (
	"customer_id" text NOT NULL,
	"digest" uuid NOT NULL,
	"content_hash" uuid NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_keys_customer_id_digest_pk" PRIMARY KEY("customer_id","digest")
) PARTITION BY HASH (digest);
--> statement-breakpoint
ALTER TABLE "usage_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_records" (
	"customer_id" text NOT NULL,
	"digest" uuid NOT NULL,
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"source_kind" text NOT NULL,
	"meter" text NOT NULL,
	"machine_id" text,
	"cloud_id" text NOT NULL,
	"subject" text,
	"quantity" numeric NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone NOT NULL,
	"fate" text NOT NULL,
	"reason" text,
	"batch_id" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL
) PARTITION BY RANGE (ended_at);
--> statement-breakpoint
ALTER TABLE "usage_records" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_ticks" (
	"customer_id" text NOT NULL,
	"meter" text NOT NULL,
	"tick" timestamp with time zone NOT NULL,
	"cloud_id" text NOT NULL,
	"machine_id" text NOT NULL,
	"overflow" boolean NOT NULL,
	"sum" numeric NOT NULL,
	"last" numeric NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"records" integer NOT NULL,
	CONSTRAINT "usage_ticks_customer_id_meter_tick_cloud_id_machine_id_pk" PRIMARY KEY("customer_id","meter","tick","cloud_id","machine_id")
);
--> statement-breakpoint
ALTER TABLE "usage_ticks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "overflow_steps" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"overflow_id" text NOT NULL,
	"step" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"evidence" jsonb NOT NULL,
	"error" text,
	"next_attempt_at" timestamp with time zone,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "overflow_steps_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "overflow_steps_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "overflow_steps" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "overflows" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"billing_event_id" text NOT NULL,
	"state" text NOT NULL,
	"resume_state" text,
	"first_machine_id" text,
	"machine_id" text,
	"cloud_id" text,
	"resource" jsonb,
	"machine_order" jsonb,
	"instance_id" text,
	"link_id" text,
	"license_id" text,
	"capacity" numeric,
	"placed" numeric,
	"taken" numeric,
	"carried" numeric,
	"estimate_minor" bigint,
	"asked_at" timestamp with time zone,
	"answer_due_at" timestamp with time zone,
	"answered_at" timestamp with time zone,
	"answered_by" text,
	"answer" text,
	"reason" text,
	"within_limit_since" timestamp with time zone,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"error" text,
	"leased_by" text,
	"leased_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "overflows_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "overflows_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "overflows" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "resource_reservations" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"overflow_id" text NOT NULL,
	"cloud_id" text NOT NULL,
	"flavor" text NOT NULL,
	"reserved_at" timestamp with time zone NOT NULL,
	"released_at" timestamp with time zone,
	CONSTRAINT "resource_reservations_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "resource_reservations_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "resource_reservations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_events" ADD CONSTRAINT "billing_events_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_events" ADD CONSTRAINT "billing_events_customer_id_standing_id_standings_customer_id_id_fk" FOREIGN KEY ("customer_id","standing_id") REFERENCES "public"."standings"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_events" ADD CONSTRAINT "billing_events_customer_id_first_machine_id_machines_customer_id_id_fk" FOREIGN KEY ("customer_id","first_machine_id") REFERENCES "public"."machines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charges" ADD CONSTRAINT "charges_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charges" ADD CONSTRAINT "charges_customer_id_parameter_id_subscription_parameters_customer_id_id_fk" FOREIGN KEY ("customer_id","parameter_id") REFERENCES "public"."subscription_parameters"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charges" ADD CONSTRAINT "charges_customer_id_billing_event_id_billing_events_customer_id_id_fk" FOREIGN KEY ("customer_id","billing_event_id") REFERENCES "public"."billing_events"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_postings" ADD CONSTRAINT "ledger_postings_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_postings" ADD CONSTRAINT "ledger_postings_customer_id_entry_id_ledger_entries_customer_id_id_fk" FOREIGN KEY ("customer_id","entry_id") REFERENCES "public"."ledger_entries"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_postings" ADD CONSTRAINT "ledger_postings_customer_id_account_id_ledger_accounts_customer_id_id_fk" FOREIGN KEY ("customer_id","account_id") REFERENCES "public"."ledger_accounts"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference_shares" ADD CONSTRAINT "reference_shares_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference_shares" ADD CONSTRAINT "reference_shares_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference_shares" ADD CONSTRAINT "reference_shares_customer_id_parameter_id_subscription_parameters_customer_id_id_fk" FOREIGN KEY ("customer_id","parameter_id") REFERENCES "public"."subscription_parameters"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "standings" ADD CONSTRAINT "standings_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "standings" ADD CONSTRAINT "standings_customer_id_parameter_id_subscription_parameters_customer_id_id_fk" FOREIGN KEY ("customer_id","parameter_id") REFERENCES "public"."subscription_parameters"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_parameters" ADD CONSTRAINT "subscription_parameters_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_parameters" ADD CONSTRAINT "subscription_parameters_meter_meters_slug_fk" FOREIGN KEY ("meter") REFERENCES "public"."meters"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_parameters" ADD CONSTRAINT "subscription_parameters_scope_cloud_id_clouds_id_fk" FOREIGN KEY ("scope_cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_parameters" ADD CONSTRAINT "subscription_parameters_customer_id_subscription_id_subscriptions_customer_id_id_fk" FOREIGN KEY ("customer_id","subscription_id") REFERENCES "public"."subscriptions"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artefacts" ADD CONSTRAINT "artefacts_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_features" ADD CONSTRAINT "service_features_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_vendor_id_vendors_id_fk" FOREIGN KEY ("vendor_id") REFERENCES "public"."vendors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cloud_connections" ADD CONSTRAINT "cloud_connections_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cloud_exchanges" ADD CONSTRAINT "cloud_exchanges_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cloud_exchanges" ADD CONSTRAINT "cloud_exchanges_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cloud_flavors" ADD CONSTRAINT "cloud_flavors_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_cloud_accounts" ADD CONSTRAINT "host_cloud_accounts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_cloud_accounts" ADD CONSTRAINT "host_cloud_accounts_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "storage_repositories" ADD CONSTRAINT "storage_repositories_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "storage_repositories" ADD CONSTRAINT "storage_repositories_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "machine_reports" ADD CONSTRAINT "machine_reports_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "machine_reports" ADD CONSTRAINT "machine_reports_customer_id_machine_id_machines_customer_id_id_fk" FOREIGN KEY ("customer_id","machine_id") REFERENCES "public"."machines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "machines" ADD CONSTRAINT "machines_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "machines" ADD CONSTRAINT "machines_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "machines" ADD CONSTRAINT "machines_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_information" ADD CONSTRAINT "billing_information_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_limit_requests" ADD CONSTRAINT "credit_limit_requests_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_configurations" ADD CONSTRAINT "service_configurations_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_configurations" ADD CONSTRAINT "service_configurations_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oidc_identities" ADD CONSTRAINT "oidc_identities_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_members" ADD CONSTRAINT "staff_members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cloud_accounts" ADD CONSTRAINT "cloud_accounts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cloud_accounts" ADD CONSTRAINT "cloud_accounts_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cloud_accounts" ADD CONSTRAINT "cloud_accounts_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "license_documents" ADD CONSTRAINT "license_documents_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "license_documents" ADD CONSTRAINT "license_documents_customer_id_license_id_licenses_customer_id_id_fk" FOREIGN KEY ("customer_id","license_id") REFERENCES "public"."licenses"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licenses" ADD CONSTRAINT "licenses_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licenses" ADD CONSTRAINT "licenses_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licenses" ADD CONSTRAINT "licenses_customer_id_machine_id_machines_customer_id_id_fk" FOREIGN KEY ("customer_id","machine_id") REFERENCES "public"."machines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licenses" ADD CONSTRAINT "licenses_customer_id_cloud_account_id_cloud_accounts_customer_id_id_fk" FOREIGN KEY ("customer_id","cloud_account_id") REFERENCES "public"."cloud_accounts"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licenses" ADD CONSTRAINT "licenses_customer_id_derived_from_licenses_customer_id_id_fk" FOREIGN KEY ("customer_id","derived_from") REFERENCES "public"."licenses"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "machine_features" ADD CONSTRAINT "machine_features_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "machine_features" ADD CONSTRAINT "machine_features_customer_id_cloud_account_id_cloud_accounts_customer_id_id_fk" FOREIGN KEY ("customer_id","cloud_account_id") REFERENCES "public"."cloud_accounts"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "machine_features" ADD CONSTRAINT "machine_features_customer_id_machine_id_machines_customer_id_id_fk" FOREIGN KEY ("customer_id","machine_id") REFERENCES "public"."machines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seats" ADD CONSTRAINT "seats_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seats" ADD CONSTRAINT "seats_customer_id_cloud_account_id_cloud_accounts_customer_id_id_fk" FOREIGN KEY ("customer_id","cloud_account_id") REFERENCES "public"."cloud_accounts"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seats" ADD CONSTRAINT "seats_customer_id_license_id_licenses_customer_id_id_fk" FOREIGN KEY ("customer_id","license_id") REFERENCES "public"."licenses"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "machine_observations" ADD CONSTRAINT "machine_observations_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "machine_observations" ADD CONSTRAINT "machine_observations_customer_id_machine_id_machines_customer_id_id_fk" FOREIGN KEY ("customer_id","machine_id") REFERENCES "public"."machines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "probes" ADD CONSTRAINT "probes_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "probes" ADD CONSTRAINT "probes_customer_id_machine_id_machines_customer_id_id_fk" FOREIGN KEY ("customer_id","machine_id") REFERENCES "public"."machines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "installation_links" ADD CONSTRAINT "installation_links_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "installation_links" ADD CONSTRAINT "installation_links_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "installation_steps" ADD CONSTRAINT "installation_steps_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "installation_steps" ADD CONSTRAINT "installation_steps_customer_id_machine_id_machines_customer_id_id_fk" FOREIGN KEY ("customer_id","machine_id") REFERENCES "public"."machines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "installers" ADD CONSTRAINT "installers_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "installers" ADD CONSTRAINT "installers_customer_id_machine_id_machines_customer_id_id_fk" FOREIGN KEY ("customer_id","machine_id") REFERENCES "public"."machines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "installers" ADD CONSTRAINT "installers_customer_id_license_id_licenses_customer_id_id_fk" FOREIGN KEY ("customer_id","license_id") REFERENCES "public"."licenses"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_uses" ADD CONSTRAINT "link_uses_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_uses" ADD CONSTRAINT "link_uses_customer_id_link_id_installation_links_customer_id_id_fk" FOREIGN KEY ("customer_id","link_id") REFERENCES "public"."installation_links"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_uses" ADD CONSTRAINT "link_uses_customer_id_machine_id_machines_customer_id_id_fk" FOREIGN KEY ("customer_id","machine_id") REFERENCES "public"."machines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_authorities" ADD CONSTRAINT "usage_authorities_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_batches" ADD CONSTRAINT "usage_batches_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_import_rows" ADD CONSTRAINT "usage_import_rows_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_import_rows" ADD CONSTRAINT "usage_import_rows_customer_id_import_id_usage_imports_customer_id_id_fk" FOREIGN KEY ("customer_id","import_id") REFERENCES "public"."usage_imports"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_imports" ADD CONSTRAINT "usage_imports_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_imports" ADD CONSTRAINT "usage_imports_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "overflow_steps" ADD CONSTRAINT "overflow_steps_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "overflow_steps" ADD CONSTRAINT "overflow_steps_customer_id_overflow_id_overflows_customer_id_id_fk" FOREIGN KEY ("customer_id","overflow_id") REFERENCES "public"."overflows"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "overflows" ADD CONSTRAINT "overflows_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "overflows" ADD CONSTRAINT "overflows_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "overflows" ADD CONSTRAINT "overflows_customer_id_billing_event_id_billing_events_customer_id_id_fk" FOREIGN KEY ("customer_id","billing_event_id") REFERENCES "public"."billing_events"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "overflows" ADD CONSTRAINT "overflows_customer_id_machine_id_machines_customer_id_id_fk" FOREIGN KEY ("customer_id","machine_id") REFERENCES "public"."machines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_reservations" ADD CONSTRAINT "resource_reservations_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_reservations" ADD CONSTRAINT "resource_reservations_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_reservations" ADD CONSTRAINT "resource_reservations_customer_id_overflow_id_overflows_customer_id_id_fk" FOREIGN KEY ("customer_id","overflow_id") REFERENCES "public"."overflows"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_entries_customer" ON "audit_entries" USING btree ("customer_id","seq");--> statement-breakpoint
CREATE INDEX "audit_entries_subject" ON "audit_entries" USING btree ("subject_kind","subject_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "billing_events_crossing" ON "billing_events" USING btree ("customer_id","parameter_id","window_start","ordinal");--> statement-breakpoint
CREATE UNIQUE INDEX "charges_ordinal" ON "charges" USING btree ("customer_id","parameter_id","window_start","ordinal");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_accounts_kind" ON "ledger_accounts" USING btree ("customer_id","kind","currency");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entries_cause" ON "ledger_entries" USING btree ("customer_id","cause_kind","cause_id");--> statement-breakpoint
CREATE INDEX "ledger_postings_entry" ON "ledger_postings" USING btree ("customer_id","entry_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reference_shares_cloud" ON "reference_shares" USING btree ("customer_id","parameter_id","cloud_id");--> statement-breakpoint
CREATE UNIQUE INDEX "standings_window" ON "standings" USING btree ("customer_id","parameter_id","window_start");--> statement-breakpoint
CREATE INDEX "standings_dirty" ON "standings" USING btree ("dirty","dirty_at");--> statement-breakpoint
CREATE INDEX "subscription_parameters_meter" ON "subscription_parameters" USING btree ("customer_id","meter");--> statement-breakpoint
CREATE UNIQUE INDEX "subscriptions_service" ON "subscriptions" USING btree ("customer_id","service_id","valid_from");--> statement-breakpoint
CREATE UNIQUE INDEX "artefacts_name" ON "artefacts" USING btree ("service_id","name","os","arch","version");--> statement-breakpoint
CREATE UNIQUE INDEX "plans_slug" ON "plans" USING btree ("slug");--> statement-breakpoint
CREATE UNIQUE INDEX "services_slug" ON "services" USING btree ("slug");--> statement-breakpoint
CREATE INDEX "cloud_exchanges_subject" ON "cloud_exchanges" USING btree ("subject_kind","subject_id");--> statement-breakpoint
CREATE INDEX "cloud_exchanges_cloud" ON "cloud_exchanges" USING btree ("cloud_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "clouds_slug" ON "clouds" USING btree ("slug");--> statement-breakpoint
CREATE UNIQUE INDEX "host_cloud_accounts_cloud" ON "host_cloud_accounts" USING btree ("customer_id","cloud_id");--> statement-breakpoint
CREATE UNIQUE INDEX "host_cloud_accounts_reference" ON "host_cloud_accounts" USING btree ("cloud_id","reference");--> statement-breakpoint
CREATE UNIQUE INDEX "storage_repositories_machine" ON "storage_repositories" USING btree ("customer_id","machine_id");--> statement-breakpoint
CREATE INDEX "machine_reports_machine" ON "machine_reports" USING btree ("customer_id","machine_id","received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "machines_key" ON "machines" USING btree ("customer_id","key_thumbprint");--> statement-breakpoint
CREATE INDEX "machines_serial" ON "machines" USING btree ("customer_id","serial");--> statement-breakpoint
CREATE INDEX "machines_instance" ON "machines" USING btree ("cloud_id","instance_id");--> statement-breakpoint
CREATE INDEX "machines_due" ON "machines" USING btree ("next_heartbeat_due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_kind" ON "contacts" USING btree ("customer_id","kind");--> statement-breakpoint
CREATE INDEX "credit_limit_requests_state" ON "credit_limit_requests" USING btree ("state","requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "customers_identifier" ON "customers" USING btree ("identifier");--> statement-breakpoint
CREATE UNIQUE INDEX "service_configurations_machine" ON "service_configurations" USING btree ("customer_id","machine_id");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("key_hash");--> statement-breakpoint
CREATE INDEX "invitations_email" ON "invitations" USING btree ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "memberships_user" ON "memberships" USING btree ("customer_id","user_id");--> statement-breakpoint
CREATE INDEX "memberships_by_user" ON "memberships" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sign_in_tokens_email" ON "sign_in_tokens" USING btree ("email","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "cloud_accounts_service" ON "cloud_accounts" USING btree ("customer_id","service_id");--> statement-breakpoint
CREATE UNIQUE INDEX "license_documents_seq" ON "license_documents" USING btree ("customer_id","machine_id","seq");--> statement-breakpoint
CREATE INDEX "licenses_machine" ON "licenses" USING btree ("customer_id","machine_id");--> statement-breakpoint
CREATE UNIQUE INDEX "machine_features_machine" ON "machine_features" USING btree ("customer_id","cloud_account_id","machine_id");--> statement-breakpoint
CREATE UNIQUE INDEX "seats_number" ON "seats" USING btree ("customer_id","cloud_account_id","seat_no");--> statement-breakpoint
CREATE UNIQUE INDEX "seats_license" ON "seats" USING btree ("customer_id","license_id");--> statement-breakpoint
CREATE INDEX "probes_machine" ON "probes" USING btree ("customer_id","machine_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_dedupe" ON "notices" USING btree ("dedupe_key");--> statement-breakpoint
CREATE INDEX "notices_open" ON "notices" USING btree ("delivered_at","next_attempt_at");--> statement-breakpoint
CREATE INDEX "notices_subject" ON "notices" USING btree ("subject_kind","subject_id");--> statement-breakpoint
CREATE UNIQUE INDEX "installation_links_token" ON "installation_links" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "installation_links_url" ON "installation_links" USING btree ("url_secret_hash");--> statement-breakpoint
CREATE INDEX "installation_steps_machine" ON "installation_steps" USING btree ("customer_id","machine_id","at");--> statement-breakpoint
CREATE INDEX "installers_machine" ON "installers" USING btree ("customer_id","machine_id");--> statement-breakpoint
CREATE UNIQUE INDEX "link_uses_machine" ON "link_uses" USING btree ("customer_id","link_id","machine_id");--> statement-breakpoint
CREATE UNIQUE INDEX "unassigned_usage_identity" ON "unassigned_usage" USING btree ("source","event_id");--> statement-breakpoint
CREATE UNIQUE INDEX "usage_authorities_from" ON "usage_authorities" USING btree ("customer_id","cloud_id","meter","valid_from");--> statement-breakpoint
CREATE INDEX "usage_batches_customer" ON "usage_batches" USING btree ("customer_id","received_at");--> statement-breakpoint
CREATE INDEX "usage_import_rows_import" ON "usage_import_rows" USING btree ("customer_id","import_id","row_number");--> statement-breakpoint
CREATE INDEX "usage_records_customer" ON "usage_records" USING btree ("customer_id","ended_at");--> statement-breakpoint
CREATE UNIQUE INDEX "overflow_steps_step" ON "overflow_steps" USING btree ("customer_id","overflow_id","step");--> statement-breakpoint
CREATE UNIQUE INDEX "overflows_event" ON "overflows" USING btree ("customer_id","billing_event_id");--> statement-breakpoint
CREATE INDEX "overflows_work" ON "overflows" USING btree ("state","next_attempt_at");--> statement-breakpoint
CREATE UNIQUE INDEX "resource_reservations_overflow" ON "resource_reservations" USING btree ("customer_id","overflow_id");--> statement-breakpoint
CREATE INDEX "resource_reservations_flavor" ON "resource_reservations" USING btree ("cloud_id","flavor");--> statement-breakpoint
CREATE POLICY "audit_entries_customer" ON "audit_entries" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "audit_entries_provider" ON "audit_entries" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "billing_events_customer" ON "billing_events" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "billing_events_provider" ON "billing_events" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "charges_customer" ON "charges" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "charges_provider" ON "charges" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "ledger_accounts_customer" ON "ledger_accounts" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "ledger_accounts_provider" ON "ledger_accounts" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "ledger_entries_customer" ON "ledger_entries" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "ledger_entries_provider" ON "ledger_entries" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "ledger_postings_customer" ON "ledger_postings" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "ledger_postings_provider" ON "ledger_postings" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "reference_shares_customer" ON "reference_shares" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "reference_shares_provider" ON "reference_shares" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "standings_customer" ON "standings" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "standings_provider" ON "standings" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "subscription_parameters_customer" ON "subscription_parameters" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "subscription_parameters_provider" ON "subscription_parameters" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "subscriptions_customer" ON "subscriptions" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "subscriptions_provider" ON "subscriptions" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "cloud_exchanges_customer" ON "cloud_exchanges" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "cloud_exchanges_provider" ON "cloud_exchanges" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "host_cloud_accounts_customer" ON "host_cloud_accounts" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "host_cloud_accounts_provider" ON "host_cloud_accounts" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "storage_repositories_customer" ON "storage_repositories" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "storage_repositories_provider" ON "storage_repositories" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "machine_reports_customer" ON "machine_reports" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "machine_reports_provider" ON "machine_reports" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "machines_customer" ON "machines" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "machines_provider" ON "machines" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "billing_information_customer" ON "billing_information" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "billing_information_provider" ON "billing_information" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "contacts_customer" ON "contacts" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "contacts_provider" ON "contacts" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "credit_limit_requests_customer" ON "credit_limit_requests" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "credit_limit_requests_provider" ON "credit_limit_requests" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "customers_customer" ON "customers" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("id" = current_setting('spillway.customer_id', true)) WITH CHECK ("id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "customers_provider" ON "customers" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "service_configurations_customer" ON "service_configurations" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "service_configurations_provider" ON "service_configurations" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "api_keys_customer" ON "api_keys" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "api_keys_provider" ON "api_keys" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "invitations_customer" ON "invitations" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "invitations_provider" ON "invitations" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "memberships_customer" ON "memberships" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "memberships_provider" ON "memberships" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "cloud_accounts_customer" ON "cloud_accounts" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "cloud_accounts_provider" ON "cloud_accounts" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "license_documents_customer" ON "license_documents" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "license_documents_provider" ON "license_documents" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "licenses_customer" ON "licenses" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "licenses_provider" ON "licenses" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "machine_features_customer" ON "machine_features" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "machine_features_provider" ON "machine_features" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "seats_customer" ON "seats" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "seats_provider" ON "seats" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "machine_observations_customer" ON "machine_observations" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "machine_observations_provider" ON "machine_observations" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "probes_customer" ON "probes" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "probes_provider" ON "probes" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "notices_customer" ON "notices" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "notices_provider" ON "notices" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "installation_links_customer" ON "installation_links" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "installation_links_provider" ON "installation_links" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "installation_steps_customer" ON "installation_steps" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "installation_steps_provider" ON "installation_steps" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "installers_customer" ON "installers" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "installers_provider" ON "installers" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "link_uses_customer" ON "link_uses" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "link_uses_provider" ON "link_uses" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_authorities_customer" ON "usage_authorities" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_authorities_provider" ON "usage_authorities" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_batches_customer" ON "usage_batches" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_batches_provider" ON "usage_batches" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_import_rows_customer" ON "usage_import_rows" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_import_rows_provider" ON "usage_import_rows" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_imports_customer" ON "usage_imports" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_imports_provider" ON "usage_imports" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_keys_customer" ON "usage_keys" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_keys_provider" ON "usage_keys" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_records_customer" ON "usage_records" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_records_provider" ON "usage_records" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_ticks_customer" ON "usage_ticks" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_ticks_provider" ON "usage_ticks" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "overflow_steps_customer" ON "overflow_steps" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "overflow_steps_provider" ON "overflow_steps" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "overflows_customer" ON "overflows" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "overflows_provider" ON "overflows" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "resource_reservations_customer" ON "resource_reservations" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "resource_reservations_provider" ON "resource_reservations" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);