import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { CommandCard } from "@/components/install/command-card";
import { serviceChoice } from "@/components/install/install-words";
import { LinkForm } from "@/components/install/link-form";
import { addressOf, type SearchParams } from "@/components/list/address";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { CustomerTabs } from "@/components/subscriptions/customer-tabs";
import { TextLink } from "@/components/ui/text-link";
import { customerIs } from "@/server/configuration/states";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Install" };

type Given = { params: Promise<{ id: string }>; searchParams: SearchParams };

/** Which command does this customer run on its next machine? */
export default async function CustomerInstallPage({ params, searchParams }: Given) {
  const { id: customerId } = await params;
  const path = `/admin/customers/${encodeURIComponent(customerId)}/install`;
  const { link: linkId, service, serial } = (await addressOf(path, searchParams, ["link", "service", "serial"])).params;
  const { now } = await pageContext();
  const forbidden = refusalOf(await pageStaff(), "links.change");
  const [profile, limits, services, found] = await readPage((api) =>
    Promise.all([
      api.customers.get({ customerId }),
      api.subscriptions.ofCustomer({ customerId }),
      api.catalogue.allServices(),
      linkId ? api.links.list({ customerId, search: linkId, limit: 1 }) : { rows: [] },
    ]),
  );
  const { name, identifier, state } = profile.customer;
  const ended = customerIs("serviceEnded", state) ? `${name} is ${state}: no machine is installed for it.` : undefined;
  const link = found.rows.find(({ id }) => id === linkId) ?? null;
  const shown = link?.state === "open" && !ended && !forbidden;
  const address = shown ? await readPage((api) => api.links.address({ customerId, linkId: link.id })) : null;
  return (
    <Page>
      <PageHead
        title="Install on a machine"
        sentence={ended ?? `A command for a machine of ${name}. Its people make commands in their own portal too.`}
        crumbs={[{ label: name, href: `/admin/customers/${customerId}` }, { label: "Install" }]}
      />
      <LiveRefresh topics={["links"]} />
      <CustomerTabs customerId={customerId} limits={limits.length} on="install" />
      {ended ? null : (
        <div className="grid gap-4">
          <LinkForm
            services={services.map(serviceChoice)}
            chosen={{
              service: services.find((one) => one.id === link?.serviceId)?.slug ?? service,
              os: link?.os ?? "linux",
              serial: link?.serial ?? serial ?? "",
            }}
            another={link !== null}
            refusal={forbidden}
            customerId={customerId}
            path={path}
            key={link?.id ?? "new"}
          />
          <CommandCard
            link={link}
            address={address}
            now={now}
            zone={staffZone}
            refusal={forbidden}
            customerId={customerId}
          />
        </div>
      )}
      <p className={ended ? "text-sm" : "mt-4 text-sm"}>
        <TextLink href={`/admin/links?q=${identifier}`}>All links of {name}</TextLink>
      </p>
    </Page>
  );
}
