"use client";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TextInput } from "@/components/ui/text-input";

type Answer = { sent: false; error?: string; email?: string } | { sent: true; email: string };

/** Asks for an address and mails a one-use link to it. Works without script. */
export function MailLinkForm({
  mail,
  email,
}: {
  mail: (before: Answer, form: FormData) => Promise<Answer>;
  email: string;
}) {
  const [answer, act, pending] = useActionState<Answer, FormData>(mail, { sent: false, email });
  if (answer.sent)
    return (
      <Notice kind="fine" icon="mail" live title="Look into your mail.">
        If {answer.email} is known here, a link to sign in is on its way. It works once, within 15 minutes.
      </Notice>
    );
  return (
    <form action={act} noValidate>
      <TextInput
        label="Mail address"
        name="email"
        type="email"
        autoComplete="email"
        autoFocus
        defaultValue={answer.email ?? ""}
        error={answer.error}
        hint="A link that signs you in is mailed to you. There is no password."
        large
      />
      <Button kind="primary" type="submit" pending={pending} className="mt-5 h-9 w-full">
        Mail me a link
      </Button>
    </form>
  );
}
