import { Suspense } from "react";
import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";
import { Page } from "./page";
import { PageHead } from "./page-head";
import { WithoutFilters } from "./without-filters";

/** Shown in the frame for an address without a page: why that may be, and where to go. */
export function PageMissing({
  home,
  list,
  children,
}: {
  home: string;
  list: { href: string; label: string };
  children: string;
}) {
  return (
    <Page>
      <PageHead title="Not found" crumbs={[{ label: "Not found" }]} />
      <section className="card">
        <ErrorState
          title="There is nothing at this address"
          actions={
            <>
              <LinkButton href={home} kind="primary">
                Go to the overview
              </LinkButton>
              <Suspense>
                <WithoutFilters />
              </Suspense>
              <LinkButton href={list.href}>{list.label}</LinkButton>
            </>
          }
        >
          {children} <kbd>Ctrl K</kbd> finds by name, serial and id.
        </ErrorState>
      </section>
    </Page>
  );
}
