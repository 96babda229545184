import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { actorName } from "@/components/identity/actor-name";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { SummaryStrip } from "@/components/ui/summary-strip";
import { AuthorityHistory } from "@/components/usage/authority-history";
import { DecideAuthority } from "@/components/usage/decide-authority";
import { SourceComparison } from "@/components/usage/source-comparison";
import { sinceWords, sourceWords } from "@/components/usage/source-words";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Source of use" };

const comparedMs = 30 * 86_400_000;

/** Whose figures count of a customer's meter in a cloud, and what did the other kinds of source report? */
export default async function AuthorityPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const { now } = await pageContext();
  const { current, decisions, compared, meters } = await readPage(async (api) => {
    const { current, decisions } = await api.usage.authorityHistory({ id });
    const { customerId, cloudId, meter } = current;
    const time = { from: new Date(now.getTime() - comparedMs).toISOString(), to: now.toISOString() };
    const [compared, meters] = await Promise.all([
      api.usage.comparedSources({ customerId, cloudId, meter, ...time, zone: staffZone }),
      api.operations.meters(),
    ]);
    return { current, decisions, compared, meters };
  });
  const { customerId, cloudId, sourceKind, customerName, cloudName, meterName } = current;
  const meter = meters.find(({ slug }) => slug === current.meter) ?? {
    ...{ slug: current.meter, name: meterName, unit: "", kind: "gauge" as const },
  };
  const refusal = refusalOf(await pageStaff(), "usage.change");
  const place = cloudName ?? "on-premises";
  return (
    <Page wide>
      <PageHead
        title={`${meterName} of ${customerName}, ${place}`}
        sentence={`Source: ${sourceWords[sourceKind].toLowerCase()}. What other kinds of source report is stored, compared and never added.`}
        crumbs={[{ label: "Sources", href: "/admin/usage/authorities" }, { label: meterName }]}
        actions={
          <DecideAuthority
            pair={{ customerId, cloudId, meter: meter.slug }}
            counting={sourceKind}
            meter={{ slug: meter.slug, name: meter.name, unit: meter.unit }}
            refusal={refusal}
          />
        }
      />
      <LiveRefresh topics={["usage"]} />
      <SummaryStrip
        facts={[
          { label: "Counts", value: sourceWords[sourceKind] },
          { label: "Since", value: sinceWords(current.validFrom, staffZone) },
          { label: "Set by", value: actorName(current.setBy) },
          { label: "Decisions", value: decisions.length },
        ]}
      />
      <AuthorityHistory decisions={decisions} zone={staffZone} />
      <SourceComparison rows={compared} counting={sourceKind} meter={meter} zone={staffZone} />
    </Page>
  );
}
