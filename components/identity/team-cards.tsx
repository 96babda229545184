import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { actorName } from "./actor-name";
import { InviteMemberForm } from "./invite-member-form";
import { InvitationActions, MemberActions } from "./member-actions";
import { RefusedMail } from "./refused-mail";

type Role = "owner" | "billing" | "technical";
type Reached = { id: string; email: string; refusedMail: { subject: string; reason: string; at: Date } | null };
export type Team = {
  members: (Reached & { name: string | null; role: Role; createdAt: Date })[];
  invitations: (Reached & { role: Role; invitedBy: string; createdAt: Date; expiresAt: Date })[];
};

/**
 * Who belongs to a company, who is invited, and the form that invites. With `customerId` staff do it for them.
 * Nobody is invited into a closed one.
 */
export function TeamCards({
  team,
  customerId,
  closed = false,
  now,
  zone,
  refusal,
}: {
  team: Team;
  customerId?: string;
  closed?: boolean;
  now: Date;
  zone: string;
  refusal?: string;
}) {
  const undelivered = ({ refusedMail }: Reached) => (
    <RefusedMail mail={refusedMail} now={now} zone={zone} staff={customerId !== undefined} />
  );
  return (
    <div className="grid gap-4">
      <Card title="Members" flush>
        <DataTable
          label="Members"
          bare
          columns={[
            { key: "who", head: "Person", grow: "40%" },
            { key: "email", head: "Email", fold: "phone" },
            { key: "role", head: "Role" },
            { key: "since", head: "Since", muted: true, fold: "phone" },
          ]}
          rows={team.members.map((member) => ({
            id: member.id,
            cells: {
              who: (
                <>
                  {member.name ?? member.email}
                  {undelivered(member)}
                </>
              ),
              email: member.email,
              role: roleWords[member.role],
              since: <RelativeTime at={member.createdAt} now={now} zone={zone} form="day" />,
            },
            action: <MemberActions member={member} customerId={customerId} refusal={refusal} />,
          }))}
          empty={
            <EmptyState compact title="No member yet">
              Members are listed here once they have signed in for the first time.
            </EmptyState>
          }
        />
      </Card>
      {team.invitations.length > 0 ? (
        <Card title="Invitations" flush>
          <DataTable
            label="Invitations"
            bare
            columns={[
              { key: "email", head: "Email", grow: "40%" },
              { key: "role", head: "Role" },
              { key: "by", head: "Invited by", muted: true, fold: "phone" },
              { key: "until", head: "Valid until" },
            ]}
            rows={team.invitations.map((invitation) => ({
              id: invitation.id,
              cells: {
                email: (
                  <>
                    {invitation.email}
                    {undelivered(invitation)}
                  </>
                ),
                role: roleWords[invitation.role],
                by: actorName(invitation.invitedBy),
                until:
                  invitation.expiresAt > now ? (
                    <RelativeTime at={invitation.expiresAt} now={now} zone={zone} form="day" />
                  ) : (
                    <span className="text-near">expired</span>
                  ),
              },
              action: (
                <InvitationActions invitation={invitation} customerId={customerId} closed={closed} refusal={refusal} />
              ),
            }))}
          />
        </Card>
      ) : null}
      {closed ? null : (
        <Card title="Invite a person">
          <InviteMemberForm customerId={customerId} refusal={refusal} />
        </Card>
      )}
    </div>
  );
}

const roleWords: Record<Role, string> = { owner: "Owner", billing: "Billing", technical: "Technical" };
