import { Button } from "@/components/ui/button";

/** Above every portal page while staff look as a customer. */
export function ViewingBanner({ name, stop }: { name: string; stop: () => Promise<never> }) {
  return (
    <div
      data-no-print=""
      className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 border-b border-line bg-near-wash px-4 py-1 text-xs"
    >
      <span>
        You are viewing the portal as <b>{name}</b>. Read only, and recorded in the audit log.
      </span>
      <form action={stop}>
        <Button size="small" type="submit">
          Back to the console
        </Button>
      </form>
    </div>
  );
}
