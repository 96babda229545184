import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { DraftForm } from "@/components/plans/draft-form";
import { chargedWords } from "@/components/plans/price-words";
import { CustomerDraft, DraftActions } from "@/components/plans/version-buttons";
import { VersionTable } from "@/components/plans/version-table";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Card } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format";
import { staffActor } from "@/server/identity/current-user";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Plan" };

/** What does this plan charge, what did it charge, and what would a customer pay? */
export default async function PlanPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const { versions, ...plan } = await readPage((api) => api.plans.one({ slug }));
  const { now, user } = await pageContext();
  const refusal = refusalOf(user && staffActor(user), "billing.change");
  const current = versions.find((one) => one.publishedAt !== null && one.customerId === null);
  const drafts = versions.filter((one) => one.publishedAt === null);
  return (
    <Page>
      <PageHead
        title={plan.name}
        sentence={
          current
            ? `${formatCount(plan.seats, "seat")}. Who subscribes now pays ${chargedWords(current).join("; ")}.`
            : `${formatCount(plan.seats, "seat")}. No version is published yet: nobody can subscribe.`
        }
        crumbs={[{ label: plan.name }]}
      />
      <LiveRefresh topics={["billing"]} />
      {drafts.map((draft) => (
        <Card
          key={draft.id}
          title={`Draft of version ${draft.number}`}
          note={draft.customerName ? `for ${draft.customerName} alone` : undefined}
          aside={<DraftActions version={draft} refusal={refusal} />}
          className="mb-4"
        >
          <DraftForm draft={draft} refusal={refusal} />
        </Card>
      ))}
      <Card title="Versions" flush aside={<CustomerDraft plan={plan.slug} copy={current?.id} refusal={refusal} />}>
        <VersionTable plan={plan.slug} versions={versions} now={now} refusal={refusal} />
      </Card>
    </Page>
  );
}
