import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { CommandCard } from "@/components/install/command-card";
import { installFinding, serviceChoice } from "@/components/install/install-words";
import { LinkForm } from "@/components/install/link-form";
import { LiveCard } from "@/components/install/live-card";
import { stepsAhead } from "@/components/install/live-steps";
import { MailLink } from "@/components/install/mail-link";
import { OwnLinkTable } from "@/components/install/own-link-table";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListFilters } from "@/components/list/list-filters";
import { OwnAllocationCard } from "@/components/machines/own-allocation-card";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Timeline } from "@/components/timeline/timeline";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { refusalOf } from "@/server/identity/refusal";
import { type LinkState, linkStates } from "@/server/setup/states";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Install" };

const isState = (text: string | undefined): text is LinkState => linkStates.some((state) => state === text);

/** Which command to run on the machine, and how far is the installation? */
export default async function InstallPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/install", searchParams, ["link", "machine", "state", "service", "serial"]);
  const { link: linkId, machine: machineId, state, after } = address.params;
  const { now } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const asked = viewing ? null : actor;
  const refusal = refusalOf(asked, "links.change", customerId);
  const { lists, link, machines, address_, shown } = await readPage(async (api) => {
    const lists = await Promise.all([
      api.catalogue.services(),
      api.configuration.profile(),
      api.links.list({ kind: "ordinary", limit: 20, cursor: after ?? null, ...(isState(state) && { state }) }),
    ]);
    const found = linkId ? await api.links.list({ search: linkId, limit: 1 }) : { rows: [] };
    const link = found.rows.find((row) => row.id === linkId) ?? null;
    const machines = link ? await api.machines.list({ linkId: link.id, limit: 6 }) : { rows: [], nextCursor: null };
    const asked = link && machineId ? await api.machines.list({ linkId: link.id, search: machineId, limit: 1 }) : null;
    const wanted = asked?.rows[0] ?? machines.rows[0];
    const [address_, shown] = await Promise.all([
      link && link.state === "open" && !refusal ? api.links.address({ linkId: link.id }) : null,
      wanted ? api.machines.detail({ machineId: wanted.id }) : null,
    ]);
    return { lists, link, machines, address_, shown };
  });
  const [services, profile, links] = lists;
  const zone = profile.customer.timeZone;
  return (
    <Page>
      <PageHead
        title="Install on a machine"
        sentence={installFinding(shown?.machine ?? null, profile.information.any)}
        actions={
          link && address_ ? (
            <MailLink service={link.serviceName} url={address_.url} command={address_.command} />
          ) : undefined
        }
      />
      <LiveRefresh topics={["machines", "links", "licenses", "customers"]} />
      <div className="mb-4 grid items-start gap-4 lg:grid-cols-[minmax(0,1.55fr)_minmax(0,1fr)]">
        <div className="grid min-w-0 gap-4">
          <LinkForm
            services={services.map(serviceChoice)}
            chosen={{
              service: services.find((one) => one.id === link?.serviceId)?.slug ?? address.params.service,
              os: link?.os ?? "linux",
              serial: link?.serial ?? address.params.serial ?? "",
            }}
            another={link !== null}
            refusal={refusal}
            key={link?.id ?? "new"}
          />
          <CommandCard link={link} address={address_} now={now} zone={zone} refusal={refusal} />
          {shown ? <OwnAllocationCard detail={shown} /> : null}
        </div>
        {link ? (
          <LiveCard
            linkId={link.id}
            serial={link.serial}
            backup={services.find((one) => one.id === link.serviceId)?.traits.storesSnapshots ?? false}
            machines={machines.rows}
            more={machines.nextCursor !== null}
            shown={shown}
            information={profile.information}
            billing={profile.billing !== null}
            identifier={profile.customer.identifier}
            refusals={{
              contact: refusalOf(asked, "contact.set", customerId),
              identifier: refusalOf(asked, "identifier.confirm", customerId),
            }}
            now={now}
            zone={zone}
          />
        ) : (
          <Card title="Live" flush>
            <EmptyState compact title="No command yet">
              Once a command is created, each step of its machine is shown here as it happens.
            </EmptyState>
            <Timeline label="Steps ahead" steps={stepsAhead(false)} />
          </Card>
        )}
      </div>
      <section aria-label="Links">
        <h2 className="mb-2 text-base font-semibold">Links</h2>
        <ListFilters
          address={address}
          filters={[
            choice(
              address,
              "state",
              "State",
              linkStates.map((id) => ({ id, label: id.charAt(0).toUpperCase() + id.slice(1) })),
              "all",
            ),
          ]}
        />
        <OwnLinkTable address={address} rows={links.rows} next={links.nextCursor} now={now} zone={zone} />
      </section>
    </Page>
  );
}
