import { LinkButton } from "@/components/ui/link-button";

/** Forms of the electronic invoice, which a draft has not. */
const invoices = [
  { form: "ubl", label: "UBL" },
  { form: "factur-x", label: "Factur-X" },
];

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
      {issued
        ? invoices.map(({ form, label }) => (
            <LinkButton key={form} href={`${here}/file?form=${form}`} download icon="download">
              {label}
            </LinkButton>
          ))
        : null}
    </>
  );
}
