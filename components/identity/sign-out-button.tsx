import { Button } from "@/components/ui/button";

/** Signs out, also without script. */
export function SignOutButton({ signOut }: { signOut: () => Promise<never> }) {
  return (
    <form action={signOut}>
      <Button type="submit" icon="logout">
        Sign out
      </Button>
    </form>
  );
}
