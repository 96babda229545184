import sax from "sax";
import { type Money, moneyToDecimal } from "../money";
import {
  type BankFileContent,
  type BankLine,
  badBankFile,
  bankAmount,
  bankDay,
  oneLine,
  plainAccount,
  requireEntryRoom,
} from "./bank-line";

/** Elements within each other; the schemas need half of it. */
const depthMost = 40;
/** Characters of one element that are read. */
const textMost = 2000;
/** Characters that are handed to the parser at once. */
const pieceLength = 65_536;

/** Texts by their place below an element ("Refs/EndToEndId"), each place as often as it stands there. */
type Found = Map<string, string[]>;
const first = (found: Found, ...places: string[]): string => {
  for (const place of places) {
    const text = found.get(place)?.find((one) => one !== "");
    if (text) return text;
  }
  return "";
};
const all = (found: Found, ...places: string[]): string[] => places.flatMap((place) => found.get(place) ?? []);

/** Messages about an account that are no booked statement, by the element that holds one. */
const otherMessages: Record<string, string> = {
  BkToCstmrAcctRpt: "an interim report (CAMT.052)",
  BkToCstmrDbtCdtNtfctn: "a notification (CAMT.054)",
  CstmrCdtTrfInitn: "an order of payments (pain.001)",
};

/**
 * Reads a bank-to-customer statement, CAMT.053 of any version: elements are found by their names, whatever namespace
 * or prefix they have. Of a batch each transaction is a line, where their amounts add up to the entry's; otherwise the
 * entry is one line. What is not booked is counted and not read.
 * @throws invalid_input for what is no CAMT.053, a document type with entities, and anything that cannot be stored
 */
export function readCamt(text: string): BankFileContent {
  const content: BankFileContent = { format: "camt.053", lines: [], outgoing: 0, pending: 0 };
  const options = { trim: false, position: true, strictEntities: true };
  const parser = sax.parser(true, options);
  const stack: string[] = [];
  const written: string[] = [];
  let account = "";
  let isStatement = false;
  let entries = 0;
  let entry: { at: number; found: Found; parts: Found[] } | null = null;
  let part: { at: number; found: Found } | null = null;

  parser.onerror = (error) => {
    throw badBankFile(`Line ${parser.line + 1}: the file is no well-formed XML (${oneLine(error.message, 80)}).`);
  };
  parser.ondoctype = () => {
    throw badBankFile("The file declares a document type, which no bank statement has: it may define entities.");
  };
  parser.onopentag = ({ name, attributes }) => {
    const local = name.slice(name.indexOf(":") + 1);
    const other = otherMessages[local];
    if (other) throw badBankFile(`The file is ${other}. Ask the bank for its statements (CAMT.053).`);
    stack.push(local);
    written.push("");
    if (stack.length > depthMost) throw badBankFile(`Elements stand more than ${depthMost} deep in each other.`);
    if (local === "BkToCstmrStmt") isStatement = true;
    if (local === "Stmt") account = "";
    if (local === "Ntry" && !entry) {
      entries += 1;
      requireEntryRoom(entries);
      entry = { at: stack.length, found: new Map(), parts: [] };
    } else if (local === "TxDtls" && entry && !part) {
      requireEntryRoom(content.lines.length + entry.parts.length);
      part = { at: stack.length, found: new Map() };
    }
    const currency = attributes.Ccy;
    if (typeof currency === "string") store(`${local}@Ccy`, currency);
  };
  const write = (more: string) => {
    const at = written.length - 1;
    const before = written[at];
    if (before !== undefined && before.length < textMost) written[at] = (before + more).slice(0, textMost);
  };
  parser.ontext = write;
  parser.oncdata = write;
  /** Stores a text under its place below the part or entry that is open. */
  const store = (last: string, value: string) => {
    const into = part ?? entry;
    if (!into) return;
    const place = [...stack.slice(into.at, -1), last].join("/");
    into.found.set(place, [...(into.found.get(place) ?? []), value].slice(0, 50));
  };
  parser.onclosetag = () => {
    const local = stack.at(-1) ?? "";
    const value = (written.pop() ?? "").trim();
    const path = stack.slice(-4).join("/");
    if (!entry && (path.endsWith("Stmt/Acct/Id/IBAN") || path === "Acct/Id/Othr/Id")) account ||= plainAccount(value);
    if (value !== "") store(local, value);
    stack.pop();
    if (part && stack.length < part.at) {
      entry?.parts.push(part.found);
      part = null;
    } else if (entry && stack.length < entry.at) {
      addEntry(content, { account, where: `Entry ${entries}`, ...entry });
      entry = null;
    }
  };
  for (let from = 0; from < text.length; from += pieceLength) parser.write(text.slice(from, from + pieceLength));
  parser.close();
  if (!isStatement) throw badBankFile("The file is no CAMT.053: it holds no bank-to-customer statement.");
  return content;
}

type Entry = { account: string; where: string; found: Found; parts: Found[] };

/** Adds the lines of an entry that is booked and came in, or counts it. */
function addEntry(content: BankFileContent, { account, where, found, parts }: Entry): void {
  const status = first(found, "Sts/Cd", "Sts/Prtry", "Sts").toUpperCase();
  if (status !== "BOOK") {
    content.pending += 1;
    return;
  }
  const isCredit = first(found, "CdtDbtInd") === "CRDT";
  const isReversal = /^(true|1)$/.test(first(found, "RvslInd"));
  // Money that went out; or a payment of the provider's that came back.
  if (isCredit === isReversal) {
    content.outgoing += 1;
    return;
  }
  if (account === "") throw badBankFile(`${where}: the statement names no account.`);
  const amount = bankAmount(first(found, "Amt"), first(found, "Amt@Ccy"), where);
  if (amount.minor <= 0n) throw badBankFile(`${where}: the amount is not above zero.`);
  const about = {
    kind: isCredit ? ("credit" as const) : ("return" as const),
    account,
    bookedOn: bankDay(first(found, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm").slice(0, 10), where),
  };
  const reference = first(found, "AcctSvcrRef");
  const amounts = parts.length > 1 ? amountsOf(parts, amount, where) : null;
  const lines = amounts
    ? parts.map((part, n) => ({ ...about, amount: amounts[n] ?? amount, ...wordsOf([part], found, reference) }))
    : [{ ...about, amount, ...wordsOf(parts, found, reference) }];
  requireEntryRoom(content.lines.length + lines.length);
  content.lines.push(...lines);
}

/** The amounts of a batch's parts; null where they are not stated, or do not add up to the entry's. */
function amountsOf(parts: Found[], whole: Money, where: string): Money[] | null {
  const amounts: Money[] = [];
  for (const part of parts) {
    const place = part.has("Amt") ? "Amt" : "AmtDtls/TxAmt/Amt";
    const text = first(part, place);
    if (text === "" || first(part, `${place}@Ccy`) !== whole.currency) return null;
    const amount = bankAmount(text, whole.currency, where);
    if (amount.minor <= 0n || (part.has("CdtDbtInd") && first(part, "CdtDbtInd") === "DBIT")) return null;
    amounts.push(amount);
  }
  const sum = amounts.reduce((total, { minor }) => total + minor, 0n);
  return moneyToDecimal({ ...whole, minor: sum }) === moneyToDecimal(whole) ? amounts : null;
}

/** Who paid, and what they wrote: of the parts, or where they state nothing of the entry. */
function wordsOf(
  parts: Found[],
  entry: Found,
  reference: string,
): Pick<BankLine, "bankReference" | "endToEndId" | "debtorName" | "debtorAccount" | "remittance"> {
  const [part = new Map()] = parts;
  const written = parts.flatMap((one) => [
    ...all(one, "RmtInf/Ustrd"),
    ...all(one, "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/RfrdDocInf/Nb", "RmtInf/Strd/AddtlRmtInf"),
  ]);
  const endToEndId = first(part, "Refs/EndToEndId");
  const own = first(part, "Refs/AcctSvcrRef");
  return {
    bankReference: oneLine(own === "" || own === reference ? reference : `${reference} ${own}`, 140),
    endToEndId: endToEndId === "NOTPROVIDED" ? "" : oneLine(endToEndId, 140),
    debtorName: oneLine(first(part, "RltdPties/Dbtr/Pty/Nm", "RltdPties/Dbtr/Nm", "RltdPties/UltmtDbtr/Nm"), 140),
    debtorAccount: plainAccount(first(part, "RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id")),
    remittance: oneLine(
      written.length > 0 ? written.join(" ") : first(part, "AddtlTxInf") || first(entry, "AddtlNtryInf"),
      1000,
    ),
  };
}
