import { LinkButton } from "@/components/ui/link-button";

/** The PDF of a statement. `here` is the address of its page. */
export function StatementPdf({ here }: { here: string }) {
  return (
    <LinkButton href={`${here}/file?form=pdf`} download icon="download">
      PDF
    </LinkButton>
  );
}

/** The other files of an issued statement, for programs. */
export function StatementData({ here }: { here: string }) {
  const files = [
    { href: `${here}/file?form=factur-x`, label: "Factur-X" },
    { href: `${here}/file?form=ubl`, label: "UBL" },
    { href: `${here}/export`, label: "CSV" },
    { href: `${here}/export/focus`, label: "FOCUS" },
  ];
  return (
    <span className="flex flex-wrap justify-end gap-x-2.5 gap-y-1">
      {files.map(({ href, label }) => (
        <a key={href} href={href} download className="text-accent underline-offset-2 hover:underline">
          {label}
        </a>
      ))}
    </span>
  );
}
