import fs from "node:fs/promises";
import { ignoreEntry, reopenEntry } from "@/server/bank/decide-entry";
import { bankEntryFilter, bankFileInput, bankReasonInput, confirmBankInput, writtenMapping } from "@/server/bank/input";
import { type ListedBankEntry, listBankEntries } from "@/server/bank/list-bank-entries";
import { bankText, lookAtBankFile, storeBankFile } from "@/server/bank/store-bank-file";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { moneyToDecimal } from "@/server/money";
import { statementByName } from "@/server/money/statement-view";
import { parseInput } from "@/server/parse-input";
import { confirmExactEntries, confirmWrittenEntry } from "@/server/workflow/confirm-bank-entries";
import { type Command, flags, strings, table } from "./command";

const request = () => jobRequest("command line");

/** Rows that one listing shows. */
const most = 200;

const listed = (row: ListedBankEntry) => [
  row.id,
  row.bookedOn,
  `${moneyToDecimal({ minor: row.amountMinor, currency: row.currency })} ${row.currency}`,
  row.debtorName,
  row.remittance.slice(0, 40),
  row.state,
  row.proposal ? `${row.proposal.confidence}: ${row.proposal.reason}` : (row.reason ?? ""),
];

/** What the bank states, and whose payments it is. */
export const bankCommands: Command[] = [
  {
    name: "bank import",
    like: ["bank.store", "bank.look"],
    usage:
      "FILE [--mapping JSON] [--preview]   a CAMT.053 or a CSV; --preview states how it is read, of a CSV its columns and a guess",
    options: { ...strings("mapping"), ...flags("preview") },
    positionals: ["FILE"],
    run: async ({ mapping: given, preview }, [path = ""]) => {
      const content = bankText(await fs.readFile(path));
      const mapping = given === undefined ? undefined : parseInput(writtenMapping, given);
      const file = parseInput(bankFileInput, { name: path.split("/").at(-1), content, mapping });
      if (preview) {
        const { csv, read } = lookAtBankFile(file);
        const text = read ? `${read.entries} entries, ${read.outgoing} outgoing` : `Columns: ${csv?.head.join(", ")}`;
        return { json: { guess: csv?.guess ?? null, columns: csv?.head ?? null, read }, text };
      }
      const stored = await inProvider(request(), (ctx) => storeBankFile(ctx, file));
      return {
        json: stored,
        text: `${stored.added} new entries, ${stored.known} known, ${stored.outgoing} outgoing, ${stored.pending} not booked.`,
      };
    },
  },
  {
    name: "bank list",
    like: ["bank.entries"],
    usage: "[--state waiting|confirmed|ignored]",
    options: strings("state"),
    run: async ({ state }) => {
      const filter = parseInput(bankEntryFilter, { state });
      const { rows } = await inProvider(request(), (ctx) => listBankEntries(ctx, { ...filter, limit: most }));
      const json = rows.map(({ digest: _, position: __, ...row }) => row);
      return { json, text: table(["id", "booked", "amount", "from", "text", "state", "match"], rows.map(listed)) };
    },
  },
  {
    name: "bank confirm",
    like: ["bank.confirm"],
    usage:
      "ENTRY --customer ID|IDENTIFIER --amount N [--statement NUMBER|ID]   all of an entry, as one customer's payment",
    options: strings("customer", "amount", "statement"),
    positionals: ["ENTRY"],
    required: ["customer", "amount"],
    run: async ({ customer = "", amount, statement }, [id = ""]) => {
      const payments = await inProvider(request(), async (ctx) => {
        const customerId = (await customerByIdOrIdentifier(ctx, customer)).id;
        const statementId = statement && (await statementByName(ctx, statement)).id;
        return confirmWrittenEntry(
          ctx,
          parseInput(confirmBankInput, { id, parts: [{ customerId, amount, statementId }] }),
        );
      });
      return { json: { payments }, text: `Payment ${payments.join(", ")} is entered.` };
    },
  },
  {
    name: "bank confirm-exact",
    like: ["bank.confirmExact"],
    usage: "confirms every entry that waits and whose match is exact",
    options: {},
    run: async () => {
      const { rows } = await inProvider(request(), (ctx) => listBankEntries(ctx, { state: "waiting", limit: most }));
      const exact = rows.filter(({ proposal }) => proposal?.confidence === "exact").map(({ id }) => id);
      const done = await confirmExactEntries(request(), exact);
      return { json: done, text: `${done.confirmed} confirmed, ${done.left.length} no longer exact.` };
    },
  },
  {
    name: "bank ignore",
    like: ["bank.ignore"],
    usage: "ENTRY --reason TEXT   one that is no customer's payment",
    options: strings("reason"),
    positionals: ["ENTRY"],
    required: ["reason"],
    run: async ({ reason }, [id = ""]) => {
      await inProvider(request(), (ctx) => ignoreEntry(ctx, parseInput(bankReasonInput, { id, reason })));
      return { json: { id }, text: "The entry is ignored." };
    },
  },
  {
    name: "bank reopen",
    like: ["bank.reopen"],
    usage: "ENTRY --reason TEXT   takes the decision back: its payments are reversed",
    options: strings("reason"),
    positionals: ["ENTRY"],
    required: ["reason"],
    run: async ({ reason }, [id = ""]) => {
      await inProvider(request(), (ctx) => reopenEntry(ctx, parseInput(bankReasonInput, { id, reason })));
      return { json: { id }, text: "The entry waits." };
    },
  },
];
