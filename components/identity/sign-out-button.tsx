import { Button } from "@/components/ui/button";
import { PostForm } from "@/components/ui/post-form";

export function SignOutButton() {
  return (
    <PostForm action="/api/session/sign-out">
      <Button type="submit" icon="logout">
        Sign out
      </Button>
    </PostForm>
  );
}
