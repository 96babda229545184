import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { CompanyKeys } from "@/components/identity/company-keys";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Notice } from "@/components/ui/notice";
import { refusalOf } from "@/server/identity/refusal";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Settings" };

/** Which programs may speak for the company? */
export default async function SettingsPage() {
  const { now } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const hidden = refusalOf(actor, "keys.read", customerId);
  if (hidden)
    return (
      <Page>
        <PageHead
          title="Settings"
          sentence="Keys of programs are kept by the company's owner and its technical people."
        />
        <Notice title="Not yours to see.">{hidden}</Notice>
      </Page>
    );
  const keys = await readPage((api) => api.keys.list());
  const live = keys.filter((key) => key.revokedAt === null).length;
  return (
    <Page>
      <PageHead title="Settings" sentence={finding(live)} />
      <LiveRefresh topics={["identity"]} />
      <CompanyKeys keys={keys} now={now} refusal={refusalOf(viewing ? null : actor, "keys.change", customerId)} />
    </Page>
  );
}

function finding(keys: number): string {
  if (keys === 0) return "No program speaks for the company. A key lets one send usage, or read and provision.";
  return `${keys === 1 ? "1 key of a program is" : `${keys} keys of programs are`} in use, for this company alone.`;
}
