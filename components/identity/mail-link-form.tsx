import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PostForm } from "@/components/ui/post-form";
import { TextInput } from "@/components/ui/text-input";

/** Asks for an address and sends a one-use link to it. */
export function MailLinkForm({
  email,
  error,
  sent,
  next,
}: {
  email: string;
  /** Why the address was not taken. */
  error?: string | undefined;
  /** A link was requested for the address. */
  sent: boolean;
  /** The page that the link leads to. */
  next: string | null;
}) {
  if (sent)
    return (
      <Notice kind="fine" icon="mail" live title="Check your email.">
        If {email} has an account here, a sign-in link is on its way. It works once, within 15 minutes.
      </Notice>
    );
  return (
    <PostForm action="/api/session/sign-in-link" fields={next ? { next } : {}}>
      <TextInput
        label="Email"
        name="email"
        type="email"
        autoComplete="email"
        autoFocus
        maxLength={1000}
        defaultValue={email}
        error={error}
        hint="You receive a link that signs you in. There is no password."
        large
      />
      <Button kind="primary" type="submit" className="mt-5 h-9 w-full">
        Email me a link
      </Button>
    </PostForm>
  );
}
