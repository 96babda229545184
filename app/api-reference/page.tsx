import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { ApiReference } from "@/components/reference/api-reference";
import type { ReferenceDocument } from "@/components/reference/reference-types";
import { LinkButton } from "@/components/ui/link-button";
import { TextLink } from "@/components/ui/text-link";
import { env } from "@/server/env";
import { providerProfile } from "@/server/provider/queries";
import { openApiDocument } from "../api/openapi.json/document";

export const metadata: Metadata = { title: "API reference" };
export const dynamic = "force-dynamic";

/** The reference of /api/v1, drawn from its OpenAPI document. Open to all, as the document is. */
export default async function ApiReferencePage() {
  const { displayName } = await providerProfile();
  // As programs receive it.
  const document: ReferenceDocument = JSON.parse(JSON.stringify(openApiDocument(env().origin, displayName)));
  return (
    <main className="mx-auto max-w-290 px-4 py-8">
      <Page>
        <PageHead
          title={`${displayName} API`}
          sentence="What programs can do, by the same verbs and permissions as people."
          actions={
            <>
              <LinkButton href="/">Back</LinkButton>
              <TextLink href="/api/openapi.json" external>
                OpenAPI document
              </TextLink>
            </>
          }
        />
        <ApiReference document={document} />
      </Page>
    </main>
  );
}
