import type { Metadata } from "next";
import { monthName } from "@/components/billing/billing-words";
import { OnItsWayButton } from "@/components/billing/on-its-way-button";
import { PaymentButton } from "@/components/billing/payment-button";
import { SendButton } from "@/components/billing/send-button";
import { StatementBody } from "@/components/billing/statement-body";
import { StatementPdf } from "@/components/billing/statement-files";
import { WriteOffButton } from "@/components/billing/write-off-button";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatPeriod } from "@/components/ui/format-time";
import { StateBadge } from "@/components/ui/state-badge";
import { refusalOf } from "@/server/identity/refusal";
import { moneyToDecimal } from "@/server/money";
import { listedState } from "@/server/money/states";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Statement" };

/** What was billed to a customer for a month, line by line, and what is paid of it? */
export default async function StatementPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}) {
  const { id } = await params;
  const here = `/admin/statements/${encodeURIComponent(id)}`;
  const address = await addressOf(here, searchParams, ["line"]);
  const { now } = await pageContext();
  const [statement, clouds] = await readPage((api) => Promise.all([api.statements.one({ id }), api.clouds.names()]));
  const { content, state, number } = statement;
  const left = state === "issued" ? content.grossMinor - statement.settledMinor : 0n;
  const decimal = moneyToDecimal({ minor: left, currency: content.currency });
  const staff = await pageStaff();
  const refusal = left > 0n ? refusalOf(staff, "billing.change") : "Nothing is left to pay of it.";
  return (
    <Page>
      <PageHead
        title={number ? `Statement ${number}` : `Draft for ${monthName(content)}`}
        sentence={`${statement.customerName}, ${monthName(content)}: ${formatPeriod(content.start, content.end, content.timeZone)}, ${content.timeZone}.`}
        crumbs={[{ label: number ?? "Draft" }]}
        badges={<StateBadge kind="statement" state={state === "draft" ? "draft" : listedState(statement, now)} pill />}
        actions={
          <>
            <StatementPdf here={here} />
            {number ? <SendButton id={id} number={number} refusal={refusalOf(staff, "billing.change")} /> : null}
            <OnItsWayButton
              statement={{ id, customerId: statement.customerId, number: number ?? "" }}
              until={statement.dunning.onItsWayUntil}
              refusal={refusal}
            />
            <WriteOffButton
              statement={{ id, customerId: statement.customerId, number: number ?? "", left: decimal }}
              currency={content.currency}
              refusal={refusal}
            />
            <PaymentButton
              customer={{ id: statement.customerId, name: statement.customerName }}
              statement={{ id, number: number ?? "", left: decimal }}
              currency={content.currency}
              today={now.toISOString().slice(0, 10)}
              refusal={refusal}
            />
          </>
        }
      />
      <LiveRefresh topics={["billing"]} />
      <StatementBody address={address} statement={statement} clouds={clouds} now={now} here={here} />
    </Page>
  );
}
