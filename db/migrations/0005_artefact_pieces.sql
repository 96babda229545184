CREATE TABLE "artefact_pieces" (
	"sha256" text NOT NULL,
	"position" integer NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "artefact_pieces_sha256_position_pk" PRIMARY KEY("sha256","position")
);
--> statement-breakpoint
ALTER TABLE "artefact_pieces" ADD CONSTRAINT "artefact_pieces_sha256_artefacts_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."artefacts"("sha256") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
INSERT INTO "artefact_pieces" ("sha256", "position", "content")
SELECT a.sha256, n, substring(a.content FROM n * 262144 + 1 FOR 262144)
  FROM "artefacts" a, generate_series(0, (octet_length(a.content) + 262143) / 262144 - 1) AS n;
--> statement-breakpoint
ALTER TABLE "artefacts" DROP COLUMN "content";
