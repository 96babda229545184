import { eq } from "drizzle-orm";
import { bankEntries, bankFiles } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { newId } from "../ids";
import { type BankFileContent, badBankFile, bankFileBytes, digestOfLine } from "./bank-line";
import type { BankFileInput } from "./input";
import { type BankCsvLook, lookAtBankCsv, readBankCsv } from "./read-bank-csv";
import { readCamt } from "./read-camt";

/** What came of a file: entries that are new, and those that an earlier file had brought. */
export type StoredBankFile = { id: string; added: number; known: number; outgoing: number; pending: number };

/** Bytes as text: UTF-8, or Windows-1252 as older exports are. @throws invalid_input for UTF-16 */
export function bankText(bytes: Uint8Array): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw badBankFile("The file is in UTF-16. Save it as UTF-8.");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

const isXml = (text: string) => /^\uFEFF?\s*</.test(text.slice(0, 1000));

/** @throws invalid_input for a file that cannot be read, too large for one above 8 MiB */
function readBankFile({ content, mapping }: Omit<BankFileInput, "name">): BankFileContent {
  requireSize(content);
  if (isXml(content)) return readCamt(content);
  if (!mapping) throw badBankFile("State which column of the file is what (mapping), or give a CAMT.053 file.");
  return readBankCsv(content, mapping);
}

function requireSize(content: string): void {
  if (Buffer.byteLength(content) > bankFileBytes)
    throw badBankFile(`The file is larger than ${bankFileBytes / 1024 / 1024} MiB. Have the bank state fewer days.`);
  if (content.includes("\0")) throw badBankFile("The file holds a NUL byte: it is no text.");
}

/** What a file would bring, without storing it: of a CSV its columns too, and a guess of what they are. */
export type BankFileLook = {
  csv: BankCsvLook | null;
  /** The first lines as they are read; null: a CSV whose columns are not named yet. */
  read: (Omit<BankFileContent, "lines"> & { entries: number; lines: BankFileContent["lines"] }) | null;
};

const linesShown = 5;

/** @throws invalid_input for a file that cannot be read */
export function lookAtBankFile(file: Omit<BankFileInput, "name">): BankFileLook {
  requireSize(file.content);
  const csv = isXml(file.content) ? null : lookAtBankCsv(file.content);
  if (csv && !file.mapping) return { csv, read: null };
  const { lines, ...about } = readBankFile(file);
  return { csv, read: { ...about, entries: lines.length, lines: lines.slice(0, linesShown) } };
}

/** Rows of one statement that stores. */
const batch = 1000;

/**
 * Stores what a bank's file states came in, each entry once: by the account, all that the bank states of it, and its
 * position among equal ones of the file (docs/rules.md 7.12). The same file again, or one that overlaps, adds nothing;
 * two equal payments of one day are two. All of a file is stored, or nothing.
 * @throws invalid_input for a file that cannot be read
 */
export async function storeBankFile(ctx: Context, file: BankFileInput): Promise<StoredBankFile> {
  const { format, lines, outgoing, pending } = readBankFile(file);
  const id = newId("bankFile", ctx.now);
  const came = new Map<string, number>();
  const rows = lines.map(({ amount, ...line }) => {
    const digest = digestOfLine({ amount, ...line });
    const position = (came.get(digest) ?? 0) + 1;
    came.set(digest, position);
    return {
      ...{ ...line, id: newId("bankEntry", ctx.now), fileId: id, digest, position, createdAt: ctx.now },
      ...{ amountMinor: amount.minor, currency: amount.currency, state: "waiting" as const },
    };
  });
  // In one order, so that two files which overlap wait for each other and do not lock each other out.
  rows.sort((a, b) => (a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : a.position - b.position));
  const about = { name: file.name, format, outgoing, pending, uploadedBy: ctx.actor.label, uploadedAt: ctx.now };
  await ctx.tx.insert(bankFiles).values({ ...about, id, added: 0, known: rows.length });
  let added = 0;
  for (let from = 0; from < rows.length; from += batch) {
    const stored = await ctx.tx
      .insert(bankEntries)
      .values(rows.slice(from, from + batch))
      .onConflictDoNothing()
      .returning({ id: bankEntries.id });
    added += stored.length;
  }
  const known = rows.length - added;
  await ctx.tx.update(bankFiles).set({ added, known }).where(eq(bankFiles.id, id));
  await recordAudit(ctx, {
    ...{ customerId: null, action: "bank_file.stored", subjectKind: "bank_file", subjectId: id, topic: "billing" },
    detail: { file: file.name, added: String(added), known: String(known) },
  });
  return { id, added, known, outgoing, pending };
}
