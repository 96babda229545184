import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { MailboxList } from "@/components/identity/mailbox-list";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { inProvider, newRequest } from "@/server/context";
import { isDemo } from "@/server/identity/queries";
import { mailbox } from "@/server/notifications/queries";

export const metadata: Metadata = { title: "Mailbox", referrer: "no-referrer" };
export const dynamic = "force-dynamic";

/** All mail of a demo installation, for anybody. Nowhere else does this page exist. */
export default async function MailboxPage() {
  const request = newRequest({ kind: "job", id: "mailbox", label: "mailbox" });
  if (!(await isDemo())) notFound();
  const mails = await inProvider(request, (ctx) => mailbox(ctx));
  return (
    <main className="mx-auto max-w-210 px-4 py-8">
      <Page>
        <PageHead
          title="Mailbox"
          sentence="A demo installation sends no mail: what it would send stands here, newest first."
          actions={<LinkButton href="/">Back</LinkButton>}
        />
        {mails.length > 0 ? (
          <MailboxList mails={mails} now={request.now} />
        ) : (
          <EmptyState title="No mail yet" actions={<LinkButton href="/sign-in">Ask for a sign-in link</LinkButton>}>
            Sign-in links, invitations and what people are told about their limits come here.
          </EmptyState>
        )}
      </Page>
    </main>
  );
}
