"use client";
import { useRetry } from "@/components/frame/use-retry";
import "./globals.css";

const reload = () => window.location.reload();

/** The last resort, when the root layout failed too: a page of its own, light, without providers or pictures. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  useRetry(reload);
  return (
    <html lang="en">
      <body>
        <title>Error</title>
        <main role="alert" className="grid min-h-dvh place-content-center gap-4 p-4 text-center">
          <h1 className="text-md font-semibold">This page could not be shown</h1>
          <p className="max-w-[56ch] text-ink-2">
            Nothing was changed. It is tried again by itself. If it happens again, contact the provider of this portal
            and name
            {error.digest ? ` the request ${error.digest}` : " the time and the address of this page"}.
          </p>
          <p>
            <button type="button" className="font-[560] text-accent underline" onClick={reload}>
              Reload
            </button>
          </p>
        </main>
      </body>
    </html>
  );
}
