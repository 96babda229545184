import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { CompanyKeys } from "@/components/identity/company-keys";
import { KeyTable } from "@/components/identity/key-table";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatCount } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { refusalOf } from "@/server/identity/refusal";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Settings" };

/** Which programs have access to the company's data? */
export default async function SettingsPage() {
  const { now } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const hidden = refusalOf(actor, "keys.read", customerId);
  if (hidden)
    return (
      <Page>
        <PageHead title="Settings" sentence="API keys are for the company's owner and technical users." />
        <Notice title="Not visible to your role.">{hidden}</Notice>
      </Page>
    );
  const [keys, zone] = await readPage((api) => Promise.all([api.keys.list(), api.frame.zone()]));
  const refusal = refusalOf(viewing ? null : actor, "keys.change", customerId);
  const live = keys.filter((key) => key.revokedAt === null && !(key.expiresAt && key.expiresAt <= now)).length;
  return (
    <Page>
      <PageHead title="Settings" sentence={finding(live, keys.length)} />
      <LiveRefresh topics={["identity"]} />
      <CompanyKeys refusal={refusal}>
        <KeyTable keys={keys} now={now} zone={zone} whose="own" refusal={refusal} />
      </CompanyKeys>
    </Page>
  );
}

function finding(keys: number, ever: number): string {
  if (keys === 0 && ever > 0) return "No API key is active.";
  if (keys === 0) return "No API key yet. A program needs one to send usage, to read data or to provision.";
  return `${formatCount(keys, "API key is", "API keys are")} active, for this company alone.`;
}
