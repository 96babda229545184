import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readInstant } from "../../instant";
import { readQuantity } from "../../quantity";
import type { UsageInput } from "../input";
import { numberText, parseExactJson } from "./exact-json";
import { readEvents } from "./read-events";

const event = {
  specversion: "1.0",
  id: "1",
  source: "meter-reader",
  type: "processor",
  subject: "mach_1",
  time: "2026-11-20T10:15:00Z",
  data: { quantity: "2.50", start: "2026-11-20T10:00:00+00:00", cloud: "cloud-a" },
};
const post = (body: string | Buffer<ArrayBuffer>, headers: Record<string, string>) =>
  readEvents(new Request("http://portal/api/v1/events", { method: "POST", body, headers }));
const structured = (body: unknown) =>
  post(typeof body === "string" ? body : JSON.stringify(body), { "content-type": "application/cloudevents+json" });
const batch = (body: unknown) =>
  post(typeof body === "string" || Buffer.isBuffer(body) ? (body as Buffer<ArrayBuffer>) : JSON.stringify(body), {
    "content-type": "application/cloudevents-batch+json; charset=utf-8",
  });
const expected = {
  id: "1",
  source: "meter-reader",
  meter: "processor",
  subject: "mach_1",
  quantity: "2.5",
  start: new Date("2026-11-20T10:00:00Z"),
  at: new Date("2026-11-20T10:15:00Z"),
  cloud: "cloud-a",
};

describe("three content modes, one record", () => {
  test("structured and batched", async () => {
    expect((await structured(event)).records).toMatchObject([expected]);
    expect((await batch([event, event])).records).toMatchObject([expected, expected]);
    expect(await batch([])).toEqual({ records: [], faults: [], total: 0 });
  });

  test("binary: attributes as ce- headers, percent-encoded", async () => {
    const { data, ...attributes } = event;
    const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]));
    const sent = { ...headers, "ce-source": "meter%20reader%20%C3%BC", "content-type": "application/json" };
    expect((await post(JSON.stringify(data), sent)).records).toMatchObject([{ ...expected, source: "meter reader ü" }]);
  });

  test("data_base64, data.meter before type, and attributes we do not know", async () => {
    const data = Buffer.from(JSON.stringify({ quantity: 4, meter: "units" })).toString("base64");
    const sent = {
      ...event,
      type: "com.example.use",
      data: undefined,
      data_base64: data,
      traceparent: "00-1",
      other: 5,
    };
    expect((await structured(sent)).records).toMatchObject([{ meter: "units", quantity: "4" }]);
  });

  test("data_base64 keeps every digit of a number", async () => {
    const data = Buffer.from('{"quantity":9007199254740993}').toString("base64");
    const sent = { ...event, data: undefined, data_base64: data };
    expect((await structured(sent)).records).toMatchObject([{ quantity: "9007199254740993" }]);
  });
});

test("a value is read as text, and what is none is no matter where there is a quantity", async () => {
  const read = async (data: Record<string, unknown>) => {
    const { records, faults } = await structured({ ...event, data });
    const [{ quantity, value, valueAlone } = {}] = records as Partial<UsageInput>[];
    return faults[0]?.detail ?? [quantity, value, valueAlone];
  };
  expect(await read({ value: "ann" })).toEqual(["1", "ann", true]);
  expect(await read({ value: "ann", quantity: 3 })).toEqual(["3", "ann", false]);
  for (const value of [42, "", null, { of: "mine" }, "x".repeat(301), "a\u0007b"])
    expect(await read({ value, quantity: 3 })).toEqual(["3", undefined, undefined]);
  expect(await read({ value: 42 })).toBe(
    "data.value holds a control character, or is a number: write it as a plain string.",
  );
  expect(await read({ value: "" })).toBe("data.value is empty.");
  expect(await read({ value: null })).toBe("data.quantity is missing: give a decimal as string or number.");
});

test("dimensions are texts by name; what is a sender's own structure is left out", async () => {
  const read = async (dimensions: unknown) => {
    const { records, faults } = await structured({ ...event, data: { quantity: 1, dimensions } });
    return faults[0]?.detail ?? (records[0] as Partial<UsageInput> | undefined)?.dimensions;
  };
  expect(await read({ tier: "gold", region: "eu", cores: 8.5, spot: true, fault: "none" })).toEqual({
    ...{ cores: "8.5", fault: "none", region: "eu", spot: "true", tier: "gold" },
  });
  expect(await read({ region: "eu", list: ["a"], of: { a: "b" }, none: null })).toEqual({ region: "eu" });
  for (const none of [undefined, null, "region=eu", 5, ["region"], {}, { a: null }])
    expect(await read(none)).toBeUndefined();
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`d${n}`, "x"]));
  expect(await read(many)).toBe("data.dimensions holds more than 20 values. Send those that are asked.");
  expect(await read({ region: "x".repeat(201) })).toBe("data.dimensions.region is longer than 200 characters.");
  expect(await read({ ["n".repeat(61)]: "x" })).toBe("A name in data.dimensions is longer than 60 characters.");
  expect(await read({ region: "" })).toBe("data.dimensions.region is empty.");
});

describe("a sentence names what is wrong", () => {
  const fault = async (change: Record<string, unknown>) =>
    (await structured({ ...event, ...change })).faults[0]?.detail;
  test.each([
    [{ id: undefined }, "id is missing or is not a string."],
    [{ id: 5 }, "id holds a control character, or is a number: write it as a plain string."],
    [{ id: "" }, "id is empty."],
    [{ source: "a\u0000b" }, "source holds a control character, or is a number: write it as a plain string."],
    [{ specversion: "0.3" }, 'specversion must be "1.0".'],
    [{ time: undefined }, "time is missing or is not a string."],
    [
      { time: "2026-11-20 10:15" },
      'time "2026-11-20 10:15" is not a time with its zone: write it like 2026-11-01T10:15:00Z.',
    ],
    [{ data: undefined }, "data is missing or is not an object with a quantity."],
    [{ data: {} }, "data.quantity is missing: give a decimal as string or number."],
    [{ data: { quantity: "NaN" } }, 'The quantity "NaN" is not a decimal number: write it like 12.5.'],
    [{ data: { quantity: "1e40" } }, "The quantity 1e40 is too large: it must be below 10^18."],
    [
      { data: { quantity: "-1" } },
      "The quantity -1 is negative. Use that was wrong is corrected by a void, not by a negative record.",
    ],
    [
      { data: { quantity: "0.0000000000000000001" } },
      "The quantity 0.0000000000000000001 has more than 18 decimals. Round it before you send it.",
    ],
    [{ datacontenttype: "text/xml" }, "datacontenttype must be application/json, not text/xml."],
  ])("%j", async (change, sentence) => {
    expect(await fault(change)).toBe(sentence);
  });

  test("of the whole request: no JSON, no array, another type, too many, too large", async () => {
    await expect(structured("{")).rejects.toMatchObject({ code: "invalid_input" });
    for (const [body, why] of [
      ["{}", "it begins with another value"],
      ["[{}", "it ends within its array"],
      ['["', "it ends within a text"],
      ["[1]]", "something stands after its array"],
      ["[null, {]", "it ends within its array"],
      ['[null, {"a"}]', "entry 1: "],
      ["[null,]", "entry 1: "],
      ["", "it begins with another value"],
    ] as const)
      await expect(batch(body), body).rejects.toThrow(`The body is no JSON array of CloudEvents: ${why}`);
    const latin1 = Buffer.from('["\xe9"]', "latin1");
    await expect(batch(latin1)).rejects.toThrow("entry 0: its text is not UTF-8");
    await expect(post("{}", { "content-type": "application/json" })).rejects.toMatchObject({
      code: "unsupported_media_type",
    });
    await expect(batch(Array.from({ length: 10_001 }, () => null))).rejects.toMatchObject({ code: "too_large" });
    await expect(batch(`[${" ".repeat(16 * 1024 * 1024)}]`)).rejects.toThrow("at most 16 MiB");
  });

  test("a record that is too large is listed, whatever it holds, and costs the others nothing", async () => {
    const large = { ...event, data: { quantity: 1, note: "x".repeat(70_000) } };
    const read = await batch([event, large, { ...event, id: "2" }]);
    expect(read.records.map(({ index }) => index)).toEqual([0, 2]);
    expect(read.faults).toMatchObject([{ index: 1, detail: "A record takes at most 64 KiB; this one has 69." }]);
  });

  test("what is nested deeply, or escaped throughout, is read as any other record", async () => {
    const inner = (sign: string) => `{"data":{"note":${sign}}}`;
    for (const note of ["[".repeat(20_000) + "]".repeat(20_000), `"${"\\\\".repeat(20_000)}"`])
      expect((await batch(`[${inner(note)}]`)).faults).toMatchObject([{ detail: 'specversion must be "1.0".' }]);
  });

  test("an array cut apart is read exactly where it is JSON as a whole", async () => {
    const arrays = fc.array(fc.jsonValue(), { maxLength: 6 }).map((value) => JSON.stringify(value));
    const broken = fc
      .tuple(arrays, fc.nat(), fc.constantFrom("", "[", "]", "{", "}", ",", '"', "\\", " ", "1", ":", "\ufeff"))
      .map(
        ([text, at, sign]) => text.slice(0, at % (text.length + 1)) + sign + text.slice((at % (text.length + 1)) + 1),
      );
    await fc.assert(
      fc.asyncProperty(fc.oneof(arrays, broken), async (text) => {
        let whole: unknown = null;
        try {
          whole = JSON.parse(text.replace(/^\ufeff/, ""));
        } catch {}
        const read = await batch(text).catch(() => null);
        expect(read?.total).toBe(Array.isArray(whole) ? whole.length : undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  test("others have their turn while a request is read that takes long", async () => {
    const numbers = `{"data":[${"1,".repeat(30_000)}1]}`;
    const read = batch(`[${Array.from({ length: 100 }, () => numbers).join(",")}]`);
    let turns = 0;
    let isRead = false;
    read.finally(() => {
      isRead = true;
    });
    while (!isRead) {
      await new Promise(setImmediate);
      turns++;
    }
    expect(turns).toBeGreaterThan(20);
    expect((await read).total).toBe(100);
  });

  test("one bad record does not take the others down", async () => {
    const read = await batch([event, null, { ...event, id: "2" }, []]);
    expect(read.records.map(({ index }) => index)).toEqual([0, 2]);
    expect(read.faults.map(({ index, status }) => [index, status])).toEqual([
      [1, 400],
      [3, 400],
    ]);
  });
});

describe("exactness", () => {
  test("numbers are read as their text, strings that look like numbers stay strings", async () => {
    const read = await batch(`[${JSON.stringify(event).replace('"2.50"', "9007199254740993.000000000000000001")}]`);
    expect(read.records).toMatchObject([{ quantity: "9007199254740993.000000000000000001" }]);
    expect(numberText((parseExactJson('["1", 1e3]') as string[])[0])).toBe(null);
  });

  test("rewriting loses nothing of any JSON but the kind of its numbers", () => {
    const back = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(back);
      if (value && typeof value === "object")
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, back(inner)]));
      const text = numberText(value);
      return text === null ? value : JSON.parse(text);
    };
    fc.assert(
      fc.property(
        fc.json().filter((text) => !text.includes("\\u0000") && !text.includes("__proto__")),
        (text) => {
          expect(back(parseExactJson(text))).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  test("quantities and times", () => {
    expect(readQuantity("25e-1")).toEqual({ quantity: "2.5" });
    expect(readQuantity("-0")).toEqual({ quantity: "0" });
    expect(readQuantity("1e999999999")).toHaveProperty("fault");
    expect(readInstant("2026-02-30T00:00:00Z")).toBe(null);
    expect(readInstant("2026-11-20T10:15:00.123456+05:30")).toEqual(new Date("2026-11-20T04:45:00.123Z"));
  });
});
