"use client";
import { Button } from "@/components/ui/button";
import { signInByProvider } from "./session-client";

/** The other way in, where the environment names an OpenID provider. */
export function ProviderButton({ name, next }: { name: string; next: string | null }) {
  return (
    <>
      <div className="my-5 flex items-center gap-3 text-xs text-ink-3">
        <span className="h-px flex-1 bg-line-strong" />
        or
        <span className="h-px flex-1 bg-line-strong" />
      </div>
      <Button icon="key" className="h-9 w-full" onClick={() => void signInByProvider(next)}>
        Continue with {name}
      </Button>
    </>
  );
}
