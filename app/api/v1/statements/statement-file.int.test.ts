import { extractText, getDocumentProxy } from "unpdf";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inProvider, jobRequest } from "@/server/context";
import { openDraft } from "@/server/money/draft-statement";
import { billingWindow } from "@/server/periods";
import { type ProgramsWorld, programsWorld } from "../testing";
import { GET } from "./[id]/file/route";

let t: ProgramsWorld;
let id: string;
beforeAll(async () => {
  t = await programsWorld();
  const period = billingWindow("month", new Date(), { timeZone: "UTC", earlier: [] });
  const draft = { customerId: t.own, currency: "EUR", period, timeZone: "UTC" };
  id = await inProvider(jobRequest("test"), (ctx) => openDraft(ctx, draft));
});
afterAll(() => t.drop());

const fileOf = (key: string, query = "") => {
  const headers = { authorization: `Bearer ${key}` };
  const request = new Request(`http://127.0.0.1:3000/api/v1/statements/${id}/file${query}`, { headers });
  return GET(request, { params: Promise.resolve({ id }) });
};

test("a company's statement is a PDF for its own key and the provider's, and not there for another company's", async () => {
  for (const key of [t.keys.all, t.keys.ownAll]) {
    const answer = await fileOf(key);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"]);
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="statement-draft.pdf"');
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(await answer.arrayBuffer())));
    expect(text.join(" ")).toContain("Draft statement");
  }
  const other = await fileOf(t.keys.foreign);
  expect(other.status).toBe(404);
  const unknown = await fileOf(t.keys.all, "?form=doc");
  expect([unknown.status, (await unknown.json()).detail]).toEqual([
    400,
    expect.stringContaining("must be one of pdf, ubl, factur-x"),
  ]);
});
