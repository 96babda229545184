import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { findLeaks } from "./leak-scanner";

const figure = "7919.137";
const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");

describe("the leak scanner", () => {
  test.each([
    ["plain", `{"limit":${figure}}`],
    ["with a group mark", "limit 7,919.137 GiB"],
    ["as an exponent", "7.919137e+3"],
    ["in thousandths", "7919137"],
    ["in base64", base64(`limit=${figure}`)],
    [
      "in base64url inside JSON",
      JSON.stringify({ license: `eyJ.${Buffer.from(JSON.stringify({ q: figure })).toString("base64url")}.x` }),
    ],
    ["in a JSON string inside base64", base64(JSON.stringify({ inner: JSON.stringify({ limit: figure }) }))],
    ["gzipped in base64", base64(gzipSync(`a ${figure} b`))],
    ["twice in base64", base64(base64(`x ${figure}`))],
  ])("finds a figure %s", (_, bytes) => {
    expect(findLeaks([{ where: "it", bytes }], [figure])).toEqual([`it holds ${figure}`]);
  });

  test("does not take another figure for it", () => {
    for (const bytes of ["17919.137", "7919.1371", "7919", "0.7919137", JSON.stringify({ bytes: 79191370 })])
      expect(findLeaks([{ where: "it", bytes }], [figure])).toEqual([]);
  });
});
