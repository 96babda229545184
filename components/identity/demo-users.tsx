"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { signInAs } from "./session-client";

type Person = {
  id: string;
  email: string;
  name: string | null;
  staffRole: string | null;
  companies: { role: string; company: string }[];
};

/** The people of the demo; the button signs in as one of them. */
export function DemoUsers({ people, next }: { people: Person[]; next: string | null }) {
  const [busy, setBusy] = useState<string>();
  const [refused, setRefused] = useState(false);
  const enter = async (id: string) => {
    setBusy(id);
    setRefused(false);
    if (await signInAs(id)) window.location.assign(next ?? "/");
    else {
      setBusy(undefined);
      setRefused(true);
    }
  };
  return (
    <section className="mt-6" aria-labelledby="demo-people">
      <h2 id="demo-people" className="text-sm font-semibold">
        Or sign in as
      </h2>
      <p className="text-xs text-ink-3">The people of the demo.</p>
      {refused ? (
        <Notice kind="over" live className="mt-2">
          This is not a demo installation, or the account no longer exists. Request a link by email.
        </Notice>
      ) : null}
      <ul className="card mt-3 max-h-76 max-sm:max-h-84 overflow-y-auto">
        {people.map((person) => (
          <li key={person.id} className="flex items-center gap-3 border-b border-line py-2 pr-3 pl-4 last:border-b-0">
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm font-medium">{person.name ?? person.email}</span>
              <span className="block truncate text-xs text-ink-2">{partOf(person)}</span>
            </span>
            <Button
              size="small"
              pending={busy === person.id}
              disabled={busy !== undefined}
              aria-label={`Sign in as ${person.name ?? person.email}`}
              onClick={() => void enter(person.id)}
            >
              Sign in
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function partOf(person: Person): string {
  const parts = person.companies.map((company) => `${company.role} of ${company.company}`);
  if (person.staffRole) parts.unshift(`staff, ${person.staffRole}`);
  return parts.join(" · ") || person.email;
}
