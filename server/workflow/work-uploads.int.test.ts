import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, inProvider, newRequest } from "../context";
import { env } from "../env";
import { importFocus } from "../usage/imports/import-focus";
import { job, now, usageWorld } from "../usage/testing";
import { beginUpload, discardUpload } from "../usage/uploads/begin-upload";
import { claimUpload } from "../usage/uploads/claim-upload";
import { confirmUpload, retryUpload } from "../usage/uploads/decide-upload";
import { listUploads } from "../usage/uploads/list-uploads";
import { pruneUploads } from "../usage/uploads/prune-uploads";
import { receivePiece, uploadPieceBytes } from "../usage/uploads/receive-upload";
import { workUploads } from "./work-uploads";

let t: Awaited<ReturnType<typeof usageWorld>>;
let owner: postgres.Sql;
beforeAll(async () => {
  t = await usageWorld();
  owner = postgres(t.ownerUrl, { max: 1 });
});
afterAll(async () => {
  await owner.end();
  await t.drop();
});

const olivia: Actor = { kind: "staff", id: "user_olivia", label: "Olivia Park", role: "owner" };
const asStaff = <T>(work: Parameters<typeof inProvider<T>>[1]) => inProvider(newRequest(olivia, now), work);
const header =
  "BillingAccountId,BillingPeriodStart,BilledCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,ServiceName,ResourceId,SkuId";
const row = (resource: string, quantity = 1) =>
  `acct-1,2026-10-01T00:00:00Z,0.1,Usage,2026-10-11T00:00:00Z,2026-10-11T01:00:00Z,${quantity},Requests,Queue,${resource},sku-1`;
const fileOf = (...rows: string[]) => Buffer.from(`${[header, ...rows].join("\n")}\n`);

type Content = Buffer | Buffer[];
const about = (content: Content, way: "import" | "restate" = "import", customerId = "cust_acme") => ({
  ...{ customerId, cloudId: "cloud-a", way },
  files: [content].flat().map((one, n) => ({ name: `part-${n}.csv`, bytes: one.length })),
});
const send = async (uploadId: string, content: Content) => {
  const whole = Buffer.concat([content].flat());
  for (let from = 0; from < whole.length; from += uploadPieceBytes)
    await asStaff((ctx) =>
      receivePiece(ctx, { uploadId, from, content: whole.subarray(from, from + uploadPieceBytes) }),
    );
};
async function upload(content: Content, way: "import" | "restate" = "import", customerId = "cust_acme") {
  const { id, importId } = await asStaff((ctx) => beginUpload(ctx, about(content, way, customerId)));
  await send(id, content);
  return { id, importId };
}
const one = async (id: string) => (await owner`select * from usage_uploads where id = ${id}`)[0];
const receipt = async (id: string) => (await owner`select * from usage_imports where id = ${id}`)[0];
const count = async (table: string) => Number((await owner`select count(*) as n from ${owner(table)}`)[0]?.n);
const confirm = (uploadId: string, reason?: string) => asStaff((ctx) => confirmUpload(ctx, { uploadId, reason }));

test("files are received, tried, confirmed and imported together; the dry run stores nothing", async () => {
  const content = [gzipSync(fileOf(row("a", 10), row("b", 20))), fileOf(row("c", 5), "x,,0,Credit,,,,,,,")];
  const { id, importId } = await upload(content);
  expect(await one(id)).toMatchObject({ state: "checking", files: [{ name: "part-0.csv" }, { name: "part-1.csv" }] });
  const before = [await count("usage_records"), await count("usage_imports"), await count("usage_authorities")];
  expect(await workUploads()).toEqual({ worked: 1 });
  expect(await one(id)).toMatchObject({
    state: "checked",
    preview: { rows: 4, counted: 3, listed: 1, reasons: { credit: 1 }, amended: 0, windows: { judged: 0 } },
  });
  expect([await count("usage_records"), await count("usage_imports"), await count("usage_authorities")]).toEqual(
    before,
  );
  await confirm(id);
  await expect(confirm(id)).rejects.toThrow("It is not ready to be imported");
  await expect(asStaff((ctx) => discardUpload(ctx, id))).rejects.toThrow("It is being imported");
  await workUploads();
  expect(await one(id)).toMatchObject({ state: "finished", claim: null });
  expect(await receipt(importId)).toMatchObject({ state: "finished", counted: 3, imported_by: "Olivia Park" });
  expect(await count("usage_upload_pieces")).toBe(0);
  expect(await asStaff(listUploads)).toEqual([]);
  const audit = await owner`select action from audit_entries where subject_id = ${id} order by action`;
  expect(audit.map(({ action }) => action)).toEqual([
    "usage_upload.begun",
    "usage_upload.confirmed",
    "usage_upload.received",
  ]);
});

test("a restatement asks for a reason, states what it would do, and does it", async () => {
  const { id, importId } = await upload(fileOf(row("a", 11), row("b", 20)), "restate");
  await workUploads();
  expect((await one(id))?.preview).toMatchObject({ counted: 1, duplicates: 1, amended: 1, voided: 1 });
  await expect(confirm(id)).rejects.toThrow("Give a reason");
  await confirm(id, "the cloud corrected it");
  await workUploads();
  expect(await receipt(importId)).toMatchObject({ state: "finished", counted: 1 });
  const [correction] = await owner`select reason from usage_corrections where kind = 'amend'`;
  expect(correction?.reason).toBe("the cloud corrected it");
});

test("a piece that is not the next one is refused; of two at once one is taken", async () => {
  const content = Buffer.alloc(uploadPieceBytes + 10, "x");
  const { id } = await asStaff((ctx) => beginUpload(ctx, about(content)));
  const piece = (from: number, bytes = content.subarray(from, from + uploadPieceBytes)) =>
    asStaff((ctx) => receivePiece(ctx, { uploadId: id, from, content: bytes }));
  const both = await Promise.allSettled([piece(0), piece(0)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(piece(0)).rejects.toThrow(`${uploadPieceBytes} bytes have come`);
  await expect(piece(uploadPieceBytes, Buffer.alloc(11))).rejects.toThrow("More bytes came");
  expect(await piece(uploadPieceBytes)).toBe(content.length);
  await expect(piece(content.length)).rejects.toThrow("has come already");
  await asStaff((ctx) => discardUpload(ctx, id));
  expect(await count("usage_upload_pieces")).toBe(0);
  await expect(piece(0)).rejects.toMatchObject({ code: "not_found" });
});

test("what is too large, for nobody, or one too many is refused before a byte comes", async () => {
  const most = env().SPILLWAY_UPLOAD_MIB * 1024 * 1024;
  const begin = (change: Partial<ReturnType<typeof about>>) =>
    asStaff((ctx) => beginUpload(ctx, { ...about(Buffer.from("x")), ...change }));
  await expect(
    begin({
      files: [
        { name: "a", bytes: most },
        { name: "b", bytes: 1 },
      ],
    }),
  ).rejects.toMatchObject({
    code: "too_large",
  });
  await expect(begin({ customerId: "cust_none" })).rejects.toMatchObject({ code: "not_found" });
  await expect(begin({ cloudId: "nowhere" })).rejects.toMatchObject({ code: "not_found" });
  for (let n = 0; n < 20; n++) await begin({});
  await expect(begin({})).rejects.toThrow("20 uploads are open");
  await owner`delete from usage_uploads where state = 'receiving'`;
});

test.each([
  ["UTF-16", Buffer.from(`\ufeff${header}\n${row("u")}\n`, "utf16le"), "written in UTF-16"],
  ["no FOCUS file", Buffer.from("Name,Amount\na,1\n"), "This is no FOCUS file"],
  ["an archive", Buffer.from("504b0304140000", "hex"), "a zip archive"],
  ["half of a gzip", gzipSync(fileOf(row("h"))).subarray(0, 60), "damaged or end early"],
])("%s fails with its sentence, which a second try states again", async (_, content, sentence) => {
  const { id } = await upload(content);
  await workUploads();
  expect(await one(id)).toMatchObject({ state: "failed", fault: expect.stringContaining(sentence) });
  await asStaff((ctx) => retryUpload(ctx, id));
  await workUploads();
  expect((await one(id))?.state).toBe("failed");
  await asStaff((ctx) => discardUpload(ctx, id));
});

test("an import whose worker was killed goes on when its claim has lapsed, with one receipt", async () => {
  const content = fileOf(...Array.from({ length: 1500 }, (_, n) => row(`k${n}`)));
  const { id, importId } = await upload(content, "import", "cust_other");
  await workUploads();
  await confirm(id);
  const claimed = await inProvider(job(), claimUpload);
  expect(claimed?.id).toBe(id);
  // As far as the first thousand rows, then nothing more of this process.
  const folder = await mkdtemp(path.join(tmpdir(), "spillway-killed-"));
  const file = { path: path.join(folder, "0"), name: "part-0.csv" };
  await writeFile(file.path, content);
  const given = { customerId: "cust_other", cloudId: "cld_a", files: [file] };
  const watch = async ({ rows }: { rows: number }) => {
    if (rows === 1000) throw new Error("killed");
  };
  await expect(importFocus(job(), given, { importId, watch })).rejects.toThrow("killed");
  await rm(folder, { recursive: true });
  await owner`update usage_imports set state = 'running' where id = ${importId}`;
  await owner`update usage_uploads set claimed_until = now() + interval '1 hour' where id = ${id}`;
  expect(await workUploads()).toEqual({ worked: 0 });
  await owner`update usage_uploads set claimed_until = now() - interval '1 year' where id = ${id}`;
  expect(await workUploads()).toEqual({ worked: 1 });
  expect(await receipt(importId)).toMatchObject({ state: "finished", rows: 1500, counted: 1500, duplicates: 0 });
  expect((await owner`select count(*)::int as n from usage_records where customer_id = 'cust_other'`)[0]?.n).toBe(1500);
});

test.each(["import", "restate"] as const)(
  "one to %s waits while another import of its customer and cloud is under way",
  async (way) => {
    const of = `waits-${way}`;
    const { id, importId } = await upload(fileOf(row(of, 5)), way, "cust_other");
    const apart = await upload(fileOf(row(of)));
    await workUploads();
    for (const one of [id, apart.id]) await confirm(one, "a reason");
    const folder = await mkdtemp(path.join(tmpdir(), "spillway-before-"));
    const file = { path: path.join(folder, "0"), name: "before.csv" };
    await writeFile(file.path, fileOf(row(of, 5), row(`${of}-more`)));
    let seen: unknown;
    const watch = async () => {
      if (seen) return;
      await workUploads();
      seen = await one(id);
      expect((await one(apart.id))?.state).toBe("finished");
    };
    await importFocus(job(), { customerId: "cust_other", cloudId: "cld_a", files: [file] }, { watch });
    await rm(folder, { recursive: true });
    const fault = expect.stringContaining("This one begins when that one is done");
    expect(seen).toMatchObject({ state: "importing", attempts: 0, claim: null, fault });
    await owner`update usage_uploads set claimed_until = now() - interval '1 year' where id = ${id}`;
    await workUploads();
    expect(await one(id)).toMatchObject({ state: "finished", fault: null });
    expect(await receipt(importId)).toMatchObject({ state: "finished", reasons: { duplicate: 1 } });
  },
);

test("two workers share what waits; one upload that never ends fails", async () => {
  const ids = [
    await upload(fileOf(row("w1"))),
    await upload(fileOf(row("w2"))),
    await upload(fileOf(row("w3")), "import", "cust_other"),
  ];
  const done = await Promise.all([workUploads(), workUploads()]);
  expect(done[0].worked + done[1].worked).toBe(3);
  for (const { id } of ids) expect((await one(id))?.state).toBe("checked");
  const [first] = ids;
  await owner`update usage_uploads set state = 'checking', attempts = 5 where id = ${first?.id ?? ""}`;
  await workUploads();
  expect(await one(first?.id ?? "")).toMatchObject({ state: "failed", fault: expect.stringContaining("broke off 5") });
});

test("what nothing happens to is deleted in the end; a customer's role neither adds nor changes an upload", async () => {
  const { id } = await upload(fileOf(row("p")));
  await workUploads();
  const old = { before: new Date(Date.now() + 86_400_000), limit: 100 };
  await expect(
    t.db.withCustomer("cust_acme", (tx) => tx.execute(`update usage_uploads set fault = 'x' where id = '${id}'`)),
  ).rejects.toThrow();
  expect(await asStaff((ctx) => pruneUploads(ctx, old))).toBeGreaterThan(0);
  expect(await one(id)).toBeUndefined();
});
