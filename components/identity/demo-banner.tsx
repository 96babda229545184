import { TextLink } from "@/components/ui/text-link";

/** Above every page of a demo installation. */
export function DemoBanner() {
  return (
    <p
      data-no-print=""
      className="border-b border-line bg-near-wash px-4 py-1 text-center text-xs text-ink max-sm:text-left"
    >
      Demo installation: everyone who reaches this address can sign in as any person. Email stays in the{" "}
      <TextLink href="/mailbox" className="underline">
        mailbox
      </TextLink>
      .
    </p>
  );
}
