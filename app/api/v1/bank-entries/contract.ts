import { z } from "zod";
import { bankFileBytes } from "@/server/bank/bank-line";
import {
  bankEntryFilter,
  bankFileInput,
  bankLookInput,
  confirmBankInput,
  confirmExactInput,
} from "@/server/bank/input";
import type { BankFile, ListedBankEntry } from "@/server/bank/list-bank-entries";
import { bankEntryKinds, bankEntryStates, bankFormats, matchConfidences } from "@/server/bank/states";
import type { BankFileLook } from "@/server/bank/store-bank-file";
import { reasonInput } from "@/server/licensing/input";
import { operation } from "../operation";
import { after, limit, minorUnits, named, onePage, pageAnswer, time, timeText } from "../parts";

/** A file as a JSON text: signs that are escaped take more bytes. */
const bodyBytes = 2 * bankFileBytes;

const bankFile = named(
  "BankFile",
  z.object({
    id: z.string(),
    name: z.string(),
    format: z.enum(bankFormats),
    added: z.number().int().describe("Entries that it brought first"),
    known: z.number().int().describe("Entries that an earlier file had brought"),
    outgoing: z.number().int(),
    pending: z.number().int(),
    uploadedAt: time,
  }),
);

/** A bank's file, as programs see it. */
export const shownBankFile = ({ uploadedAt, uploadedBy: _, ...row }: BankFile): z.infer<typeof bankFile> => ({
  ...row,
  uploadedAt: uploadedAt.toISOString(),
});

export const listBankStatements = operation({
  method: "get",
  path: "/bank-files",
  tag: "Money",
  summary: "The bank's files that were given, newest first",
  action: "bank.read",
  like: ["bank.files"],
  query: z.strictObject({ after, limit }),
  answer: named("BankFiles", pageAnswer("files", bankFile)),
  says: onePage,
});

export const storeBankStatement = operation({
  method: "post",
  path: "/bank-files",
  tag: "Money",
  summary: "Give a bank's file (CAMT.053, or CSV with its mapping): each entry is stored once",
  action: "bank.change",
  like: ["bank.store"],
  body: named("NewBankFile", bankFileInput),
  bodyBytes,
  answer: named("StoredBankFile", bankFile.pick({ id: true, added: true, known: true, outgoing: true, pending: true })),
  says: "The file is stored. Nothing is paid before a person confirms it.",
  made: true,
});

const bankLine = z.object({
  kind: z.enum(bankEntryKinds),
  account: z.string(),
  amountMinor: minorUnits,
  currency: z.string(),
  bookedOn: z.iso.date(),
  debtorName: z.string(),
  remittance: z.string(),
});

export const lookAtBankStatement = operation({
  method: "post",
  path: "/bank-files/look",
  tag: "Money",
  summary: "See what a bank's file holds, and store nothing: of a CSV its columns, and a guess of what they are",
  action: "bank.change",
  like: ["bank.look"],
  body: named("BankFileToLookAt", bankLookInput),
  bodyBytes,
  answer: named(
    "BankFileLook",
    z.object({
      columns: z.array(z.string()).nullable(),
      rows: z.array(z.array(z.string())).nullable(),
      guess: z.record(z.string(), z.string()).nullable(),
      entries: z.number().int().nullable().describe("How many would be stored; null: name the columns first"),
      lines: z.array(bankLine).describe("The first ones as they are read"),
    }),
  ),
  says: "What the file holds.",
});

/** What a file holds, as programs see it. */
export const shownLook = ({ csv, read }: BankFileLook) => ({
  columns: csv?.head ?? null,
  rows: csv?.rows ?? null,
  guess: csv?.guess ?? null,
  entries: read?.entries ?? null,
  lines: (read?.lines ?? []).map(({ amount, kind, account, bookedOn, debtorName, remittance }) => ({
    ...{ kind, account, bookedOn, debtorName, remittance },
    ...{ amountMinor: amount.minor.toString(), currency: amount.currency },
  })),
});

const bankEntry = named(
  "BankEntry",
  z.object({
    ...{ id: z.string(), fileId: z.string(), kind: z.enum(bankEntryKinds), account: z.string() },
    ...{ amountMinor: minorUnits, currency: z.string(), bookedOn: z.iso.date() },
    ...{ bankReference: z.string(), endToEndId: z.string(), debtorName: z.string(), debtorAccount: z.string() },
    remittance: z.string(),
    state: z.enum(bankEntryStates),
    decidedAt: time.nullable(),
    reason: z.string().nullable(),
    proposal: z
      .object({
        confidence: z.enum(matchConfidences),
        reason: z.string(),
        parts: z.array(
          z.object({
            ...{ customerId: z.string(), statementId: z.string().nullable(), number: z.string().nullable() },
            amountMinor: minorUnits,
          }),
        ),
      })
      .nullable()
      .describe("What it may pay, while it waits"),
    payments: z.array(
      z.object({ id: z.string(), customerId: z.string(), amountMinor: minorUnits, isReversed: z.boolean() }),
    ),
  }),
);

/** An entry, as programs see it. */
export function shownBankEntry(row: ListedBankEntry): z.infer<typeof bankEntry> {
  const { digest: _, position: __, decidedBy: ___, createdAt: ____, proposal, payments, ...entry } = row;
  return {
    ...entry,
    amountMinor: entry.amountMinor.toString(),
    decidedAt: timeText(entry.decidedAt),
    proposal: proposal && {
      ...{ confidence: proposal.confidence, reason: proposal.reason },
      parts: proposal.parts.map(({ customerName: _name, amountMinor, ...part }) => ({
        ...part,
        amountMinor: amountMinor.toString(),
      })),
    },
    payments: payments.map(({ id, customerId, amountMinor, isReversed }) => ({
      ...{ id, customerId, isReversed },
      amountMinor: amountMinor.toString(),
    })),
  };
}

export const listReceipts = operation({
  method: "get",
  path: "/bank-entries",
  tag: "Money",
  summary: "What the bank received, newest day first, with what it may pay",
  action: "bank.read",
  like: ["bank.entries"],
  query: z.strictObject({ state: bankEntryFilter.shape.state, after, limit }),
  answer: named("BankEntries", pageAnswer("entries", bankEntry)),
  says: onePage,
});

export const getReceipt = operation({
  method: "get",
  path: "/bank-entries/{id}",
  tag: "Money",
  summary: "One entry of the bank, with what it may pay",
  action: "bank.read",
  like: ["bank.entries"],
  answer: bankEntry,
  says: "The entry.",
});

export const confirmReceipt = operation({
  method: "post",
  path: "/bank-entries/{id}/confirmation",
  tag: "Money",
  summary: "Confirm what an entry pays: each part becomes a payment. The parts add up to the entry",
  action: "bank.change",
  like: ["bank.confirm"],
  body: named("BankEntryConfirmation", confirmBankInput.omit({ id: true }).strict()),
  answer: named("BankEntryPayments", z.object({ payments: z.array(z.string()) })),
  says: "The payments are entered.",
});

export const confirmExactReceipts = operation({
  method: "post",
  path: "/bank-entries/exact-confirmation",
  tag: "Money",
  summary: "Confirm those of these entries whose match is exact",
  action: "bank.change",
  like: ["bank.confirmExact"],
  body: named("ExactConfirmation", confirmExactInput.strict()),
  answer: named(
    "ConfirmedExact",
    z.object({
      confirmed: z.number().int(),
      left: z.array(z.object({ id: z.string(), sentence: z.string().nullable() })),
    }),
  ),
  says: "What came of it.",
});

const decided = {
  method: "post",
  tag: "Money",
  action: "bank.change",
  body: named("BankEntryReason", z.strictObject({ reason: reasonInput })),
  answer: null,
} as const;
export const ignoreReceipt = operation({
  ...decided,
  path: "/bank-entries/{id}/ignoring",
  summary: "Ignore an entry that is no customer's payment",
  like: ["bank.ignore"],
  says: "It is ignored.",
});
export const reopenReceipt = operation({
  ...decided,
  path: "/bank-entries/{id}/reopening",
  summary: "Take a decision back: its payments are reversed, and the entry waits again",
  like: ["bank.reopen"],
  says: "It waits.",
});
