"use client";
import { useRetry } from "@/components/frame/use-retry";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";

/** A page without its frame that could not be rendered. The cause is in the server's log, under the digest. */
export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  useRetry(retry);
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <ErrorState
        page
        title="This page could not be shown"
        requestId={error.digest}
        actions={
          <>
            <Button kind="primary" onClick={retry}>
              Try again
            </Button>
            <LinkButton href="/">Go to the start page</LinkButton>
          </>
        }
      >
        Nothing was changed. If it happens again, contact your provider and name
        {error.digest ? " the request below" : " the time and the address of this page"}.
      </ErrorState>
    </main>
  );
}
