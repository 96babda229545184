import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries, customers } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { ensureCatalogue } from "../catalogue/ensure-catalogue";
import { currentVersions } from "../catalogue/plan-versions";
import { addCustomer } from "../configuration/add-customer";
import { requestCreditLimit } from "../configuration/request-credit-limit";
import { type Context, inProvider, jobRequest } from "../context";
import { markInstallation } from "../installation";
import { parseInput } from "../parse-input";
import { providerInput } from "../provider/input";
import { currentProvider, logoPng } from "../provider/queries";
import { pngOf } from "../provider/testing/png-of";
import { changeProvider, fillProvider, moneyExists } from "./change-provider";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
  await provider(async (ctx) => {
    await markInstallation(ctx, { mode: "production", providerName: null, currency: "EUR" });
    await ensureCatalogue(ctx, []);
  });
});
afterAll(() => t.drop());

const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test"), work);
const now = () => provider(currentProvider);
const changes = () =>
  provider(async (ctx) =>
    (await ctx.tx.select().from(auditEntries).orderBy(auditEntries.seq)).filter(
      (row) => row.action === "provider.changed",
    ),
  );

test("every start fills what is missing and replaces nothing; each change is in the audit log, before and after", async () => {
  expect(await now()).toMatchObject({ name: null, displayName: "Cloud portal", sender: null });
  await provider((ctx) => fillProvider(ctx, { name: "Hill Computing", sender: "portal@hill.example" }));
  await provider((ctx) => fillProvider(ctx, { name: "Another", color: "#7a1f5c" }));
  expect(await now()).toMatchObject({ name: "Hill Computing", color: "#7a1f5c", sender: "portal@hill.example" });
  await provider((ctx) => changeProvider(ctx, { name: "Valley Computing", color: null }));
  await provider((ctx) => changeProvider(ctx, { name: "Valley Computing" }));
  expect((await changes()).map((row) => row.detail)).toEqual([
    { name: "none -> Hill Computing", sender: "none -> portal@hill.example" },
    { color: "none -> #7a1f5c" },
    { name: "Hill Computing -> Valley Computing", color: "#7a1f5c -> none" },
  ]);
});

test("a logo is a whole PNG in its bounds and nothing else", async () => {
  const whole = pngOf(120, 40);
  const setLogo = (logo: Buffer | null) => provider((ctx) => changeProvider(ctx, { logo }));
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const broken = Buffer.from(whole);
  broken[broken.length - 20] = (broken[broken.length - 20] ?? 0) ^ 1;
  for (const [file, sentence] of [
    [svg, "must be a PNG"],
    [Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]), "must be a PNG"],
    [whole.subarray(0, 30), "too early"],
    [whole.subarray(0, whole.length - 12), "not a whole PNG"],
    [broken, "checksum"],
    [Buffer.concat([whole, Buffer.from("<script>")]), /behind its end/],
    [pngOf(8, 40), "16 to 1024"],
    [pngOf(1025, 16), "16 to 1024"],
    [Buffer.concat([whole, Buffer.alloc(100 * 1024)]), "at most 100"],
  ] as const)
    await expect(setLogo(file)).rejects.toThrow(sentence);
  expect((await now()).logo).toBeNull();
  await setLogo(whole);
  const { logo } = await now();
  expect(logo).toMatchObject({ width: 120, height: 40 });
  expect(await provider((ctx) => logoPng(ctx, logo?.id ?? ""))).toEqual(whole);
  await setLogo(pngOf(64, 64));
  expect(await provider((ctx) => logoPng(ctx, logo?.id ?? ""))).toBeNull();
  await setLogo(null);
  expect((await now()).logo).toBeNull();
});

test("what is written in a form is read as it is meant, or refused with a sentence at its field", () => {
  expect(parseInput(providerInput, { address: " Hill 1 \r\n\r\n Oslo ", color: "ABC", currency: " chf " })).toEqual({
    address: "Hill 1\nOslo",
    color: "#aabbcc",
    currency: "CHF",
  });
  expect(parseInput(providerInput, { address: "", color: " ", sender: "" })).toEqual({
    address: null,
    color: null,
    sender: null,
  });
  for (const [wrong, sentence] of [
    [{ name: " " }, "Enter the name"],
    [{ name: "Two\nlines" }, "one line"],
    [{ color: "red" }, "hexadecimal"],
    [{ currency: "EURO" }, "ISO 4217"],
    [{ sender: "a@b\r\nBcc: c@d.example" }, "email address"],
    [{ address: "1\n2\n3\n4\n5\n6\n7" }, "6 lines"],
    [{ address: "Hill\u0000" }, "letters, digits"],
  ] as const)
    expect(() => parseInput(providerInput, wrong)).toThrow(sentence);
});

test("the currency moves plans and customers with it, until an amount exists", async () => {
  const { id: customerId } = await provider((ctx) => addCustomer(ctx, { name: "Sea" }));
  await provider((ctx) => changeProvider(ctx, { currency: "CHF" }));
  const currencies = await provider(async (ctx) => [
    ...new Set(
      [...(await currentVersions(ctx)).values()].flatMap(({ prices }) => prices.map(({ currency }) => currency)),
    ),
    ...(await ctx.tx.selectDistinct({ currency: customers.currency }).from(customers)),
  ]);
  expect(currencies).toEqual(["CHF", { currency: "CHF" }]);
  await provider((ctx) => requestCreditLimit(ctx, { customerId, amount: "100" }));
  expect(await provider(moneyExists)).toBe(true);
  await expect(provider((ctx) => changeProvider(ctx, { currency: "EUR", name: "Not saved" }))).rejects.toThrow(
    "The currency stays CHF",
  );
  expect(await now()).toMatchObject({ currency: "CHF", name: "Valley Computing" });
});
