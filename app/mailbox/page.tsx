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

/** All mail of a demo installation, open to everyone who reaches it. The page exists in a demo alone. */
export default async function MailboxPage() {
  const request = newRequest({ kind: "job", id: "mailbox", label: "mailbox" });
  if (!(await isDemo())) notFound();
  const mails = await inProvider(request, (ctx) => mailbox(ctx));
  return (
    <main className="mx-auto max-w-210 px-4 py-8">
      <Page>
        <PageHead
          title="Mailbox"
          sentence="A demo installation sends no email: what it would send is listed here, newest first, with its time in UTC."
          actions={<LinkButton href="/">Back</LinkButton>}
        />
        {mails.length > 0 ? (
          <MailboxList mails={mails} now={request.now} />
        ) : (
          <EmptyState title="No mail yet" actions={<LinkButton href="/sign-in">Request a sign-in link</LinkButton>}>
            Sign-in links, invitations and messages about limits are listed here.
          </EmptyState>
        )}
      </Page>
    </main>
  );
}
