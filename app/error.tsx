"use client";
import { useRetry } from "@/components/frame/use-retry";
import { buttonClass } from "@/components/ui/button-class";

/**
 * A page without its frame that could not be rendered. The cause is in the server's log, under the digest. Every page
 * carries this script: it uses no component that brings more.
 */
export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  useRetry(retry);
  return (
    <main role="alert" className="grid min-h-dvh place-content-center gap-4 p-4 text-center">
      <h1 className="text-md font-semibold">This page could not be shown</h1>
      <p className="max-w-[56ch] text-ink-2 [overflow-wrap:anywhere]">
        Nothing was changed. It is tried again by itself. If it happens again, contact the provider of this portal and
        name
        {error.digest ? ` the request ${error.digest}` : " the time and the address of this page"}.
      </p>
      <p className="flex flex-wrap justify-center gap-2">
        <button type="button" className={buttonClass("primary")} onClick={retry}>
          Try again
        </button>
        {/* A full load: what this page was made of is left behind. */}
        <a href="/" className={buttonClass()}>
          Go to the start page
        </a>
      </p>
    </main>
  );
}
