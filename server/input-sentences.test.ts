import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { collectInput } from "./collection/input";
import { speakPlainly } from "./input-sentences";
import { acknowledgeInput, licenseFilter } from "./licensing/input";
import { heartbeatInput } from "./monitoring/input";
import { enrolInput, reportInput } from "./setup/input";

beforeAll(() => speakPlainly());

const refusals = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];

test("what machines and programs send is refused in sentences, never in the schema's own words", () => {
  const values = [{}, null, 7, "x"];
  const field = (value: unknown) =>
    new Proxy({}, { get: () => value, has: () => true, ownKeys: () => [] }) as Record<string, unknown>;
  for (const schema of [collectInput, acknowledgeInput, licenseFilter, heartbeatInput, enrolInput, reportInput])
    for (const value of [...values, ...[undefined, "", "x", -1, [], {}, "x".repeat(5000)].map(field)])
      for (const said of refusals(schema, value)) {
        expect(said).toMatch(/^[\w.]*: [A-Z].+\.$/);
        expect(said).not.toMatch(/Too (small|big)|Invalid|expected|>=|<=/);
      }
});

test("a token that is too short says what to do", () => {
  expect(refusals(collectInput.pick({ token: true }), { token: "short" })).toEqual([
    "token: This is not the token of an installation link. Run the command of the link again, as it was given.",
  ]);
});
test("lengths, ranges and choices are named", () => {
  const schema = z.object({ a: z.string().max(2), b: z.number().min(3), c: z.enum(["x", "y"]), d: z.string() });
  expect(refusals(schema, { a: "abc", b: 1, c: "z" })).toEqual([
    "a: It has more than 2 characters.",
    "b: It must be at least 3.",
    "c: It must be one of x, y.",
    "d: It is missing.",
  ]);
});
