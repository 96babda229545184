"use client";
import { usePathname } from "next/navigation";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";
import { activeItem } from "./active-item";
import type { NavGroup } from "./frame-types";
import { Page } from "./page";
import { PageHead } from "./page-head";
import { useRetry } from "./use-retry";
import { WithoutFilters } from "./without-filters";

/**
 * Shown in place of a page that could not be loaded: the frame and the page's head stay, the error is in a card.
 * `retry` asks the server again, which happens by itself too. The cause is in the server's log, under the digest.
 */
export function PageError({
  groups,
  home,
  error,
  retry,
}: {
  groups: NavGroup[];
  home: string;
  error: Error & { digest?: string };
  retry: () => void;
}) {
  useRetry(retry);
  const path = usePathname();
  const place = activeItem(groups, path);
  return (
    <Page>
      <PageHead title={place?.label ?? "Error"} />
      <section className="card">
        <ErrorState
          title="This page could not be loaded"
          requestId={error.digest}
          actions={
            <>
              <Button kind="primary" onClick={retry}>
                Try again
              </Button>
              <WithoutFilters />
              {path === home ? null : <LinkButton href={home}>Go to the overview</LinkButton>}
            </>
          }
        >
          Nothing was changed, and no data from machines is lost. If the error persists, contact{" "}
          {home === "/admin" ? "the operator of this installation" : "the provider of this portal"} and give
          {error.digest ? " the request id below" : " the time and the address of this page"}.
        </ErrorState>
      </section>
    </Page>
  );
}
