import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { PersonForm } from "@/components/identity/person-form";
import { TeamCards } from "@/components/identity/team-cards";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Card } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format";
import { refusalOf } from "@/server/identity/refusal";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Team" };

/** Who acts for the company? */
export default async function TeamPage() {
  const { now, user } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const [team, zone] = await readPage((api) => Promise.all([api.identity.team(), api.frame.zone()]));
  const invited = team.invitations.length;
  return (
    <Page>
      <PageHead
        title="Team"
        sentence={`${formatCount(team.members.length, "person", "people")}${invited > 0 ? `, ${invited} invited` : ""}. Each person signs in with their own address.`}
      />
      <LiveRefresh topics={["identity", "notices"]} />
      <TeamCards
        team={team}
        now={now}
        zone={zone}
        refusal={refusalOf(viewing ? null : actor, "team.change", customerId)}
      />
      <Card title="You" note={user?.email} className="mt-4">
        <PersonForm name={user?.name ?? ""} refusal={viewing ? "You have read-only access." : undefined} />
      </Card>
    </Page>
  );
}
