import { problemAnswer, queryOf } from "@/app/export-answer";
import { bankFileBytes } from "@/server/bank/bank-line";
import { writtenMapping } from "@/server/bank/input";
import { bankText } from "@/server/bank/store-bank-file";
import { methods } from "@/server/http/methods";
import { readSent } from "@/server/http/read-body";
import { parseInput } from "@/server/parse-input";

/** Takes a bank's file as its bytes, with its `name` and, of a CSV, its `mapping`; with `look` it is not stored. */
function post(request: Request) {
  return problemAnswer(async (api) => {
    const { name = "", mapping: given, look } = queryOf(request);
    const content = bankText(await readSent(request, { limitBytes: bankFileBytes }));
    const mapping = given === undefined ? undefined : parseInput(writtenMapping, given);
    if (look === undefined) return Response.json({ stored: await api.bank.store({ name, content, mapping }) });
    const { csv, read } = await api.bank.look({ content, mapping });
    const lines = read?.lines.map(({ amount, ...line }) => ({
      ...line,
      ...{ amountMinor: amount.minor.toString(), currency: amount.currency },
    }));
    return Response.json({ look: { csv, read: read && { ...read, lines } } });
  });
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
