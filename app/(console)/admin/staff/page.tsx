import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { AddStaffForm } from "@/components/identity/add-staff-form";
import { KeyTable } from "@/components/identity/key-table";
import { PersonForm } from "@/components/identity/person-form";
import { ProviderKeys } from "@/components/identity/provider-keys";
import { RefusedMail } from "@/components/identity/refused-mail";
import { StaffActions } from "@/components/identity/staff-actions";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatCount } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { staffActor } from "@/server/identity/current-user";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Staff" };

/** Who runs this installation, and which programs have access to it? */
export default async function StaffPage() {
  const { now, user } = await pageContext();
  const [staff, keys] = await readPage((api) => Promise.all([api.identity.staff(), api.keys.providerList()]));
  const me = user && staffActor(user);
  const refusal = refusalOf(me, "staff.change");
  const keyRefusal = refusalOf(me, "keys.change");
  const owners = staff.filter((member) => member.role === "owner").length;
  const liveKeys = keys.filter((key) => key.revokedAt === null && !(key.expiresAt && key.expiresAt <= now)).length;
  return (
    <Page>
      <PageHead
        title="Staff"
        sentence={`${formatCount(staff.length, "person has", "people have")} access to the console, ${formatCount(owners, "owner")} among them. ${keysWords(liveKeys)}`}
      />
      <LiveRefresh topics={["identity", "notices"]} />
      <div className="grid gap-4">
        <Card title="People" flush>
          <DataTable
            label="Staff"
            bare
            columns={[
              { key: "who", head: "Person", grow: "35%" },
              { key: "email", head: "Email", fold: "phone" },
              { key: "role", head: "Role" },
              { key: "seen", head: "Last sign-in", muted: true, fold: "phone" },
            ]}
            rows={staff.map((member) => ({
              id: member.userId,
              cells: {
                who: (
                  <>
                    {member.name ?? member.email}
                    <RefusedMail mail={member.refusedMail} now={now} zone={staffZone} staff />
                  </>
                ),
                email: member.email,
                role: member.role[0]?.toUpperCase() + member.role.slice(1),
                seen: <RelativeTime at={member.lastSignInAt} now={now} zone={staffZone} />,
              },
              action: <StaffActions member={member} refusal={refusal} />,
            }))}
          />
        </Card>
        <Card title="Add a person">
          <AddStaffForm refusal={refusal} />
        </Card>
        <ProviderKeys refusal={keyRefusal}>
          <KeyTable keys={keys} now={now} zone={staffZone} whose="provider" refusal={keyRefusal} />
        </ProviderKeys>
        <Card title="You" note={user?.email}>
          <PersonForm name={user?.name ?? ""} />
        </Card>
      </div>
    </Page>
  );
}

const keysWords = (keys: number) =>
  keys === 0
    ? "No program has access to every customer."
    : `${formatCount(keys, "API key acts", "API keys act")} for every customer.`;
