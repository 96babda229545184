import type { Metadata } from "next";
import { monthName } from "@/components/billing/billing-words";
import { PayCard } from "@/components/billing/pay-card";
import { StatementBody } from "@/components/billing/statement-body";
import { StatementPdf } from "@/components/billing/statement-files";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatPeriod } from "@/components/ui/format-time";
import { StateBadge } from "@/components/ui/state-badge";
import { listedState } from "@/server/money/states";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Statement" };

/** What was billed for a month, line by line, and why? */
export default async function OwnStatementPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}) {
  const { id } = await params;
  const here = `/billing/statements/${encodeURIComponent(id)}`;
  const address = await addressOf(here, searchParams, ["line"]);
  const { now } = await pageContext();
  const [statement, clouds] = await readPage((api) =>
    Promise.all([api.statements.ownOne({ id }), api.billing.clouds()]),
  );
  const { content, state, number } = statement;
  return (
    <Page>
      <PageHead
        title={number ? `Statement ${number}` : `Draft for ${monthName(content)}`}
        sentence={`${monthName(content)}: ${formatPeriod(content.start, content.end, content.timeZone)}, ${content.timeZone}.`}
        crumbs={[{ label: "Statements", href: "/billing/statements" }, { label: number ?? "Draft" }]}
        badges={<StateBadge kind="statement" state={state === "draft" ? "draft" : listedState(statement, now)} pill />}
        actions={<StatementPdf here={here} />}
      />
      <LiveRefresh topics={["billing"]} />
      <PayCard statement={statement} zone={content.timeZone} />
      <StatementBody address={address} statement={statement} clouds={clouds} now={now} here={here} />
    </Page>
  );
}
