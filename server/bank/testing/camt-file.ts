/** An entry of a written statement. */
export type WrittenEntry = {
  amount: string;
  currency?: string;
  day?: string;
  text?: string;
  name?: string;
  iban?: string;
  reference?: string;
  endToEndId?: string;
  direction?: "CRDT" | "DBIT";
  reversal?: boolean;
  status?: string;
  /** The transactions of a batch, each with its amount. */
  batch?: { amount: string; text: string; name?: string }[];
};

export type CamtForm = { version?: string; prefix?: string; isNested?: boolean };

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/**
 * A CAMT.053 as a bank writes it: of a version, with or without a prefix; `isNested` as from version 8 on, where the
 * status and the payer's name stand one element deeper.
 */
export function camtFile(
  entries: readonly WrittenEntry[],
  { version = "001.02", prefix = "", isNested = false }: CamtForm = {},
  account = "DE02120300000000202051",
): string {
  const p = prefix === "" ? "" : `${prefix}:`;
  const tag = (name: string, content: string, attributes = "") => `<${p}${name}${attributes}>${content}</${p}${name}>`;
  const amountOf = (amount: string, currency: string) => tag("Amt", amount, ` Ccy="${currency}"`);
  const payer = (name: string, iban: string) =>
    tag(
      "RltdPties",
      tag("Dbtr", isNested ? tag("Pty", tag("Nm", escaped(name))) : tag("Nm", escaped(name))) +
        (iban ? tag("DbtrAcct", tag("Id", tag("IBAN", iban))) : ""),
    );
  const written = entries.map((entry) => {
    const { currency = "EUR", day = "2026-11-20", direction = "CRDT", status = "BOOK", name = "", iban = "" } = entry;
    const parts = entry.batch ?? [{ amount: entry.amount, text: entry.text ?? "", name }];
    const details = parts.map((part) =>
      tag(
        "TxDtls",
        (entry.endToEndId ? tag("Refs", tag("EndToEndId", escaped(entry.endToEndId))) : "") +
          (entry.batch ? amountOf(part.amount, currency) : "") +
          payer(part.name ?? name, iban) +
          tag("RmtInf", tag("Ustrd", escaped(part.text))),
      ),
    );
    return tag(
      "Ntry",
      amountOf(entry.amount, currency) +
        tag("CdtDbtInd", direction) +
        (entry.reversal === undefined ? "" : tag("RvslInd", String(entry.reversal))) +
        tag("Sts", isNested ? tag("Cd", status) : status) +
        tag("BookgDt", tag("Dt", day)) +
        (entry.reference ? tag("AcctSvcrRef", escaped(entry.reference)) : "") +
        tag("NtryDtls", details.join("")),
    );
  });
  const namespace = ` xmlns${prefix === "" ? "" : `:${prefix}`}="urn:iso:std:iso:20022:tech:xsd:camt.053.${version}"`;
  const statement = tag("Stmt", tag("Acct", tag("Id", tag("IBAN", account))) + written.join(""));
  return `<?xml version="1.0" encoding="UTF-8"?>${tag("Document", tag("BkToCstmrStmt", statement), namespace)}`;
}
