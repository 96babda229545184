"use client";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TextInput } from "@/components/ui/text-input";

type Answer = { sent: false; error?: string; email?: string } | { sent: true; email: string };

/** Asks for an address and sends a one-use link to it. Works without script. */
export function MailLinkForm({
  mail,
  email,
  next,
}: {
  mail: (before: Answer, form: FormData) => Promise<Answer>;
  email: string;
  /** The page that the link leads to. */
  next: string | null;
}) {
  const [answer, action, pending] = useActionState<Answer, FormData>(mail, { sent: false, email });
  if (answer.sent)
    return (
      <Notice kind="fine" icon="mail" live title="Check your email.">
        If {answer.email} has an account here, a sign-in link is on its way. It works once, within 15 minutes.
      </Notice>
    );
  return (
    <form action={action} noValidate>
      {next ? <input type="hidden" name="next" value={next} /> : null}
      <TextInput
        label="Email"
        name="email"
        type="email"
        autoComplete="email"
        autoFocus
        defaultValue={answer.email ?? ""}
        error={answer.error}
        hint="You receive a link that signs you in. There is no password."
        large
      />
      <Button kind="primary" type="submit" pending={pending} className="mt-5 h-9 w-full">
        Email me a link
      </Button>
    </form>
  );
}
