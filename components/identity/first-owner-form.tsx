"use client";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TextInput } from "@/components/ui/text-input";

type Answer = { errors: Record<string, string>; values: { email: string; name: string } };

/** Name and address of an installation's first owner. */
export function FirstOwnerForm({
  token,
  become,
}: {
  token: string;
  become: (before: Answer, form: FormData) => Promise<Answer>;
}) {
  const [answer, action, pending] = useActionState<Answer, FormData>(become, {
    errors: {},
    values: { email: "", name: "" },
  });
  const { errors, values } = answer;
  return (
    <form action={action} noValidate className="grid gap-4">
      {errors.form || errors.token ? (
        <Notice kind="over" live>
          {errors.form ?? "This link is incomplete. Copy the whole link from the terminal."}
        </Notice>
      ) : null}
      <input type="hidden" name="token" value={token} />
      <TextInput label="Name" name="name" autoComplete="name" defaultValue={values.name} error={errors.name} large />
      <TextInput
        label="Email"
        name="email"
        type="email"
        autoComplete="email"
        defaultValue={values.email}
        error={errors.email}
        hint="Sign-in links are sent to this address."
        large
      />
      <Button kind="primary" type="submit" pending={pending} className="h-9 w-full">
        Become the owner
      </Button>
    </form>
  );
}
