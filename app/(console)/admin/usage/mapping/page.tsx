import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { addressOf, hrefOf, pageLinks, type SearchParams } from "@/components/list/address";
import { EmptyState } from "@/components/ui/empty-state";
import { Tabs } from "@/components/ui/tabs";
import { MappingDefaults } from "@/components/usage/mapping-defaults";
import { MappingEditor } from "@/components/usage/mapping-editor";
import { MappingVersions } from "@/components/usage/mapping-versions";
import { UsageTabs } from "@/components/usage/usage-tabs";
import { refusalOf } from "@/server/identity/refusal";
import { pageStaff, readPage } from "@/server/trpc/caller";
import { providerDefaults } from "@/server/usage/mappings/provider-defaults";

export const metadata: Metadata = { title: "Mapping of imports" };

/** By which rules are the exports of a cloud read, since when, and what do they make of a file? */
export default async function MappingPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/usage/mapping", searchParams, ["cloud", "version"]);
  const { cloud: asked, version, after } = address.params;
  const refusal = refusalOf(await pageStaff(), "usage.change");
  const { clouds, meters, cloud, shown } = await readPage(async (api) => {
    const [clouds, meters] = await Promise.all([api.clouds.names(), api.operations.meters()]);
    const cloud = clouds.find(({ slug }) => slug === asked) ?? clouds[0];
    if (!cloud) return { clouds, meters, cloud, shown: null };
    const [present, mapping, versions] = await Promise.all([
      api.mappings.one({ cloud: cloud.id }),
      api.mappings.one({ cloud: cloud.id, version }),
      api.mappings.versions({ cloud: cloud.id, cursor: after }),
    ]);
    return { clouds, meters, cloud, shown: { present: present.version, mapping, versions } };
  });
  const counters = meters.filter(({ kind }) => kind === "counter");
  return (
    <Page wide>
      <PageHead
        title="Mapping of imports"
        sentence="Which column of a cloud's export states the meter, the machine and the rest. What no rule names is read by its unit, then by the defaults of its provider."
        crumbs={[{ label: "Imports", href: "/admin/usage/imports" }, { label: "Mapping" }]}
      />
      <UsageTabs on="imports" />
      {cloud && shown ? (
        <>
          <Tabs
            label="Cloud"
            items={clouds.map(({ slug, name }) => ({
              label: name,
              href: hrefOf({ path: address.path, params: { cloud: slug } }),
              on: slug === cloud.slug,
            }))}
          />
          <MappingEditor
            key={`${cloud.id} ${shown.present} ${shown.mapping.version}`}
            cloud={{ id: cloud.id, name: cloud.name }}
            present={shown.present}
            shown={shown.mapping.version}
            rules={shown.mapping.rules}
            customers={shown.mapping.customers}
            meters={counters.map(({ slug, name, unit }) => ({ slug, name, unit }))}
            refusal={refusal}
          />
          {shown.present > 0 ? (
            <MappingVersions
              rows={shown.versions.rows}
              present={shown.present}
              hrefOf={(one) => hrefOf({ path: address.path, params: { cloud: cloud.slug, version: String(one) } })}
              zone={staffZone}
              foot={{
                summary: `${shown.versions.rows.length} shown, newest first`,
                ...pageLinks(address, shown.versions.nextCursor),
              }}
            />
          ) : null}
        </>
      ) : (
        <EmptyState title="No cloud yet">
          Rules belong to a host cloud. Add one first: <code>spillway cloud add --slug aws --name AWS</code>
        </EmptyState>
      )}
      <MappingDefaults providers={providerDefaults} meters={counters.map(({ slug, name }) => ({ slug, name }))} />
    </Page>
  );
}
