import { LinkButton } from "@/components/ui/link-button";

/** The forms in which a statement is downloaded. `here` is the address of its page. */
export function StatementFiles({ here, issued }: { here: string; issued: boolean }) {
  return (
    <>
      <LinkButton href={`${here}/export`} download icon="download">
        Export CSV
      </LinkButton>
      {issued ? (
        <LinkButton href={`${here}/export/focus`} download icon="download">
          FOCUS
        </LinkButton>
      ) : null}
      <LinkButton href={`${here}/file?form=pdf`} download icon="download">
        PDF
      </LinkButton>
    </>
  );
}
