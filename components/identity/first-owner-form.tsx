import { Button } from "@/components/ui/button";
import { PostForm } from "@/components/ui/post-form";
import { TextInput } from "@/components/ui/text-input";

/** Name and address of an installation's first owner. `values` and `errors` are those of an answer that was refused. */
export function FirstOwnerForm({
  token,
  values,
  errors,
}: {
  token: string;
  values: { email: string; name: string };
  errors: { [key in "email" | "name"]?: string | undefined };
}) {
  return (
    <PostForm action="/api/session/first-owner" fields={{ token }} className="grid gap-4">
      <TextInput
        label="Name"
        name="name"
        autoComplete="name"
        maxLength={1000}
        defaultValue={values.name}
        error={errors.name}
        large
      />
      <TextInput
        label="Email"
        name="email"
        type="email"
        autoComplete="email"
        maxLength={1000}
        defaultValue={values.email}
        error={errors.email}
        hint="Sign-in links are sent to this address."
        large
      />
      <Button kind="primary" type="submit" className="h-9 w-full">
        Become the owner
      </Button>
    </PostForm>
  );
}
