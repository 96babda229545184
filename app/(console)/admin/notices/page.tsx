import type { Metadata } from "next";
import { choiceFilter } from "@/components/configuration/choice-filter";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { NoticeTable } from "@/components/identity/notice-table";
import { addressOf, type SearchParams } from "@/components/list/address";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { FilterBar } from "@/components/ui/filter-bar";
import { staffActor } from "@/server/identity/current-user";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, readPage } from "@/server/trpc/caller";
import { noticeFilter } from "@/server/trpc/routers/notices";

export const metadata: Metadata = { title: "Notices" };

const states: [string, string][] = [
  ["waiting", "Waiting"],
  ["failing", "Failing"],
  ["delivered", "Delivered"],
];
const kinds: [string, string][] = [
  ["mail", "Mail"],
  ["cloud", "Host cloud"],
];

/** Was everybody told? */
export default async function NoticesPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/notices", searchParams, ["state", "kind"]);
  const { now, user } = await pageContext();
  const filter = noticeFilter.catch({}).parse(address.params);
  const [page, open] = await readPage((api) =>
    Promise.all([api.notices.list({ ...filter, after: address.params.after }), api.notices.open()]),
  );
  const byState = choiceFilter(address, "state", "State", states);
  const byKind = choiceFilter(address, "kind", "Kind", kinds);
  return (
    <Page wide>
      <PageHead
        title="Notices"
        sentence={
          open.open === 0
            ? "Everybody was told everything."
            : `${open.open} to deliver, ${open.failing} of them failed at least once and are tried again.`
        }
      />
      <LiveRefresh topics={["notices"]} />
      <FilterBar
        active={[...byState.active, ...byKind.active]}
        choices={[...byState.choices, ...byKind.choices]}
        clearHref="/admin/notices"
      />
      <NoticeTable
        address={address}
        page={page}
        now={now}
        refusal={refusalOf(user && staffActor(user), "notices.retry")}
      />
    </Page>
  );
}
