CREATE TABLE "account_codes" (
	"kind" text NOT NULL,
	"service_id" text DEFAULT '' NOT NULL,
	"code" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "account_codes_kind_service_id_pk" PRIMARY KEY("kind","service_id")
);
