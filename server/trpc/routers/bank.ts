import { ignoreEntry, reopenEntry } from "../../bank/decide-entry";
import {
  bankEntryQuery,
  bankFileInput,
  bankFilesQuery,
  bankLookInput,
  bankReasonInput,
  confirmBankInput,
  confirmExactInput,
} from "../../bank/input";
import { countBankEntries, listBankEntries, listBankFiles } from "../../bank/list-bank-entries";
import { lookAtBankFile, storeBankFile } from "../../bank/store-bank-file";
import { confirmExactEntries, confirmWrittenEntry } from "../../workflow/confirm-bank-entries";
import { router, staffProcedure } from "../init";

/** What the provider's bank states came in, and whose payments it is. */
export const bankRouter = router({
  files: staffProcedure("bank.read")
    .input(bankFilesQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listBankFiles(inner, input))),
  entries: staffProcedure("bank.read")
    .input(bankEntryQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listBankEntries(inner, input))),
  counts: staffProcedure("bank.read").query(({ ctx }) => ctx.run(countBankEntries)),
  /** Called by the route that takes the file, as the next one is: a procedure's own body is smaller. Stores nothing. */
  look: staffProcedure("bank.change")
    .input(bankLookInput)
    .mutation(({ input }) => lookAtBankFile(input)),
  store: staffProcedure("bank.change")
    .input(bankFileInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => storeBankFile(inner, input))),
  confirm: staffProcedure("bank.change")
    .input(confirmBankInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => confirmWrittenEntry(inner, input))),
  confirmExact: staffProcedure("bank.change")
    .input(confirmExactInput)
    .mutation(({ ctx, input }) => confirmExactEntries(ctx.request, input.ids)),
  ignore: staffProcedure("bank.change")
    .input(bankReasonInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => ignoreEntry(inner, input))),
  reopen: staffProcedure("bank.change")
    .input(bankReasonInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => reopenEntry(inner, input))),
});
