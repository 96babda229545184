import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { NoticeTable } from "@/components/identity/notice-table";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListFilters } from "@/components/list/list-filters";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatCount, formatNumber } from "@/components/ui/format";
import { refusalOf } from "@/server/identity/refusal";
import { noticeFilter } from "@/server/notifications/input";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Notices" };

const states = [
  { id: "waiting", label: "Waiting" },
  { id: "failing", label: "Retrying" },
  { id: "refused", label: "Refused" },
  { id: "delivered", label: "Delivered" },
  { id: "dismissed", label: "Dismissed" },
];
const kinds = [
  { id: "mail", label: "Mail" },
  { id: "cloud", label: "Host cloud" },
];

/** Were all notices delivered? */
export default async function NoticesPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/notices", searchParams, ["state", "kind"]);
  const { now } = await pageContext();
  const filter = validFilter(noticeFilter, address.params);
  const [page, open] = await readPage((api) =>
    Promise.all([api.notices.list({ ...filter, cursor: address.params.after }), api.notices.open()]),
  );
  return (
    <Page wide>
      <PageHead title="Notices" sentence={finding(open)} />
      <LiveRefresh topics={["notices"]} />
      <ListFilters
        address={address}
        filters={[choice(address, "state", "State", states), choice(address, "kind", "Kind", kinds)]}
      />
      <NoticeTable address={address} page={page} now={now} refusal={refusalOf(await pageStaff(), "notices.retry")} />
    </Page>
  );
}

function finding({ open, failing, refused }: { open: number; failing: number; refused: number }): string {
  if (open === 0) return "All notices delivered.";
  const parts = [
    ...(refused > 0
      ? [`${formatNumber(refused)} refused for good: correct the address and send again, or dismiss`]
      : []),
    ...(failing > 0 ? [`${formatNumber(failing)} failed and will be retried`] : []),
  ];
  return `${formatCount(open, "notice")} not delivered${parts.length > 0 ? `, of these ${parts.join("; ")}` : ""}.`;
}
