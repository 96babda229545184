import type { BankCsvMapping } from "@/server/bank/input";
import type { BankCsvLook } from "@/server/bank/read-bank-csv";
import type { StoredBankFile } from "@/server/bank/store-bank-file";

export type Mapping = BankCsvMapping;
/** A file as it is read: the first lines, with how many there are; `csv`: its columns. */
export type FileLook = {
  csv: BankCsvLook | null;
  read: {
    entries: number;
    outgoing: number;
    pending: number;
    lines: { bookedOn: string; debtorName: string; remittance: string; amountMinor: string; currency: string }[];
  } | null;
};

type Answer = { look?: FileLook; stored?: StoredBankFile; refusal?: string };

/** Sends a file of the bank, to look at it or to store it. A refusal is its sentence. */
export async function sendBankFile(
  file: File,
  { mapping, look }: { mapping: Mapping | null; look: boolean },
): Promise<Answer> {
  const query = new URLSearchParams({
    name: file.name,
    ...(look && { look: "yes" }),
    ...(mapping && { mapping: JSON.stringify(mapping) }),
  });
  try {
    const answer = await fetch(`/api/bank-files?${query}`, { method: "POST", body: file });
    const body = (await answer.json()) as Answer & { detail?: string };
    return answer.ok ? body : { refusal: body.detail ?? `The server answered ${answer.status}.` };
  } catch {
    return { refusal: "The server cannot be reached. Try again in a moment." };
  }
}
