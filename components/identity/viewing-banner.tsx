import { Button } from "@/components/ui/button";
import { PostForm } from "@/components/ui/post-form";

/** Above every portal page while staff look as a customer. */
export function ViewingBanner({ name }: { name: string }) {
  return (
    <div
      data-no-print=""
      className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 border-b border-line bg-near-wash px-4 py-1 text-xs"
    >
      <p className="min-w-0">
        You are viewing the portal as <b>{name}</b>. Read only, and recorded in the audit log.
      </p>
      <PostForm action="/api/session/stop-viewing">
        <Button size="small" type="submit">
          Back to the console
        </Button>
      </PostForm>
    </div>
  );
}
