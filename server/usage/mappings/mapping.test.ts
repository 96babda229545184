import { describe, expect, test } from "vitest";
import { focusRow, readFocusRow } from "../imports/focus-row";
import { cellOf, fitsPattern, type MappingRules, noRules } from "./mapping-rules";
import { plainMapping, type RowMapping } from "./row-mapping";

const good = {
  BilledCost: "0.01",
  ChargeCategory: "Usage",
  ChargePeriodStart: "2026-11-10T00:00:00Z",
  ChargePeriodEnd: "2026-11-10T01:00:00Z",
  BillingAccountId: "acct-1",
};
type Cells = Record<string, string>;
const rowOf = (cells: Cells) => {
  const all = { ...good, ...cells };
  return focusRow(Object.keys(all), Object.values(all));
};
type Rules = Partial<Omit<MappingRules, "columns">> & { columns?: Partial<MappingRules["columns"]> };
const by = (rules: Rules, more: Partial<RowMapping> = {}): RowMapping => ({
  ...plainMapping,
  fitting: new Map(),
  rules: { ...noRules, ...rules, columns: { ...noRules.columns, ...rules.columns } },
  ...more,
});
const read = (cells: Cells, mapping?: RowMapping) => readFocusRow(rowOf(cells), mapping);
const pair = (value: string, meter: string | null, more: { unit?: string; factor?: string } = {}) => ({
  ...{ value, meter, unit: more.unit ?? null, factor: more.factor ?? null },
});

describe("what the exports of the four large providers state", () => {
  // Rows of FOCUS-Sample-Data (CC BY 4.0) where it has such; the others as the providers document them.
  test.each<[string, Cells, object]>([
    [
      "AWS Fargate vCPU",
      {
        ...{ ProviderName: "AWS", ServiceCategory: "Other", ServiceName: "Amazon Elastic Container Service" },
        ...{ ChargeDescription: "AWS Fargate - vCPU  - US West 2 (Oregon)", ConsumedUnit: "Hours" },
        ...{ ConsumedQuantity: "0.250000000000000", ResourceId: "arn:aws:ecs:us-west-2:1:task/web/9f" },
      },
      { meter: "processor", quantity: "0.25", subject: "9f" },
    ],
    [
      "AWS Fargate memory",
      {
        ...{ ProviderName: "AWS", ServiceCategory: "Other", ConsumedUnit: "Hours", ConsumedQuantity: "1" },
        ChargeDescription: "AWS Fargate - ARM - Memory - US West (Oregon)",
      },
      { meter: "memory", quantity: "1" },
    ],
    [
      "AWS transfer, by its unit",
      {
        ...{ ProviderName: "AWS", ServiceCategory: "Compute", ConsumedUnit: "GB", ConsumedQuantity: "1" },
        ChargeDescription: "$0.00 per GB - Asia Pacific (Mumbai) data transfer from US East (Ohio)",
      },
      { meter: "bandwidth", quantity: "0.931322574615478515625" },
    ],
    [
      "AWS instance hours without their cores",
      {
        ...{ ProviderName: "AWS", ServiceCategory: "Compute", ConsumedUnit: "Hours", ConsumedQuantity: "1" },
        ChargeDescription: "$0.34 per On Demand Linux c5.2xlarge Instance Hour",
      },
      { reason: "instance_hours" },
    ],
    [
      "Microsoft container instances",
      {
        ...{ ProviderName: "Microsoft", ServiceCategory: "Containers", ConsumedUnit: "Hours", ConsumedQuantity: "3" },
        ChargeDescription: "Container Instances - Standard vCPU Duration - DE West Central",
      },
      { meter: "processor", quantity: "3" },
    ],
    [
      "Microsoft container memory, in gigabytes",
      {
        ...{
          ProviderName: "Microsoft",
          ServiceCategory: "Containers",
          ConsumedUnit: "GB Hours",
          ConsumedQuantity: "2",
        },
        ChargeDescription: "Container Instances - Standard Memory Duration",
      },
      { meter: "memory", quantity: "1.86264514923095703125" },
    ],
    [
      "Microsoft units, which are ones or ten thousands",
      {
        ...{ ProviderName: "Microsoft", ServiceCategory: "Storage", ConsumedUnit: "Units", ConsumedQuantity: "0.0003" },
        ChargeDescription: "Tiered Block Blob - LRS - List and Create Container Operations - US East",
      },
      { reason: "unknown_unit" },
    ],
    [
      "Google cores: seconds consumed, hours priced",
      {
        ...{ ProviderName: "Google Cloud", ServiceCategory: "Compute", ServiceName: "Compute Engine" },
        ...{ ConsumedUnit: "seconds", ConsumedQuantity: "1000", PricingUnit: "hour", PricingQuantity: "0.277778" },
        ChargeDescription: "N2 Instance Core running in Frankfurt",
      },
      { meter: "processor", quantity: "0.277778", figures: { unit: "hour", quantity: "0.277778" } },
    ],
    [
      "Google memory",
      {
        ...{ HostProviderName: "Google", ConsumedUnit: "byte-seconds", ConsumedQuantity: "15461882265600" },
        ...{ PricingUnit: "gibibyte hour", PricingQuantity: "4", ServiceCategory: "Compute" },
        ChargeDescription: "N2 Instance Ram running in Frankfurt",
      },
      { meter: "memory", quantity: "4" },
    ],
    [
      "Google egress",
      {
        ...{ ProviderName: "Google Cloud", ConsumedUnit: "bytes", ConsumedQuantity: "5368709120" },
        ...{ PricingUnit: "gibibyte", PricingQuantity: "5", ServiceCategory: "Networking" },
        ChargeDescription: "Network Internet Data Transfer Out from Frankfurt to EMEA",
      },
      { meter: "bandwidth", quantity: "5" },
    ],
    [
      "Oracle, x86: two vCPUs of an OCPU",
      {
        ...{ ProviderName: "Oracle", ServiceCategory: "Compute", ConsumedUnit: "OCPU Hours", ConsumedQuantity: "8" },
        ...{ ChargeDescription: "Standard - E5", SkuId: "B97384", ResourceId: "ocid1.instance.oc1.phx.any" },
      },
      { meter: "processor", quantity: "16" },
    ],
    [
      "Oracle, Arm: one",
      {
        ...{ ProviderName: "Oracle", ServiceCategory: "Compute", ConsumedUnit: "OCPU Hours", ConsumedQuantity: "8" },
        ChargeDescription: "Standard - A1",
      },
      { meter: "processor", quantity: "8" },
    ],
    [
      "Oracle transfer",
      {
        ...{ ProviderName: "Oracle", ServiceCategory: "Networking", ConsumedUnit: "GB Months", ConsumedQuantity: "2" },
        ChargeDescription: "Outbound Data Transfer Zone 1",
      },
      { meter: "bandwidth", quantity: "1.86264514923095703125" },
    ],
    [
      "Oracle storage stays a level",
      {
        ...{ ProviderName: "Oracle", ServiceCategory: "Storage", ConsumedUnit: "GB Months", ConsumedQuantity: "2" },
        ChargeDescription: "Block Volume - Performance Units",
      },
      { reason: "level_by_time" },
    ],
  ])("%s", (_, cells, what) => {
    expect(read(cells)).toMatchObject(what);
  });
});

describe("rules of one's own", () => {
  const mapping = by({
    columns: { meter: "x_Meter", quantity: "x_Amount", unit: "x_Unit", machine: "Tags.machine" },
    meters: [
      pair("calls free*", null),
      pair("Calls*", "requests", { unit: "thousands", factor: "1000" }),
      pair("calls*", "requests"),
      pair("egress", "bandwidth", { unit: "MB" }),
      pair("disk", "storage", { factor: "1" }),
    ],
  });
  const foreign = (meter: string, amount: string, unit = "") => ({
    ...{ x_Meter: meter, x_Amount: amount, x_Unit: unit, Tags: '{"machine": "host/SER-A", "n": 1}' },
  });
  test.each([
    ["a factor, in its unit alone", foreign("CALLS in", "2.5", "thousands"), { meter: "requests", quantity: "2500" }],
    ["the row's own unit", foreign("calls in", "2.5", "10K requests"), { meter: "requests", quantity: "25000" }],
    ["a unit of another kind", foreign("calls in", "2.5", "apples"), { reason: "other_unit" }],
    ["no unit to convert", foreign("calls in", "2.5"), { reason: "no_quantity" }],
    ["left out", foreign("calls free of charge", "2.5", "requests"), { reason: "left_out" }],
    ["a size", foreign("egress", "1024", "MB"), { meter: "bandwidth", quantity: "0.95367431640625" }],
    ["a size in another unit", foreign("egress", "1", "Mb"), { reason: "volume_not_transferred" }],
    ["a gauge", foreign("disk", "5", "GiB"), { reason: "level" }],
    ["no pair: its unit tells", foreign("other", "3", "Requests"), { meter: "requests", quantity: "3" }],
    ["no pair, no unit", foreign("other", "3"), { reason: "no_quantity" }],
  ])("%s", (_, cells, what) => {
    expect(read(cells, mapping)).toMatchObject(what);
  });
  test("the machine of a tag; none where the tag is missing or no text", () => {
    const cells = foreign("calls", "1", "requests");
    expect(read(cells, mapping)).toMatchObject({ subject: "SER-A" });
    for (const Tags of ["", "no JSON", "[1]", '{"machine": {}}', '{"machine": ""}', '{"machine": "a\\u0000b"}'])
      expect(read({ ...cells, Tags }, mapping)).toMatchObject({ subject: null });
  });
  test("a number of a tag is exact, and no key is inherited", () => {
    const row = rowOf({ Tags: '{"n": 0.1000000000000000000000001, "a.b": "x"}' });
    expect(cellOf(row, "Tags.n")).toBe("0.1000000000000000000000001");
    expect(cellOf(row, "tags.a.b")).toBe("x");
    for (const none of ["Tags.constructor", "Tags.__proto__", "Nothing", "Nothing.n", ".n"])
      expect(cellOf(row, none)).toBe(null);
  });
  test("a factor of zero use and of the largest", () => {
    const most = by({ columns: { meter: "x_Meter" }, meters: [pair("*", "requests", { factor: "999999999999" })] });
    const cells = { x_Meter: "a", ConsumedUnit: "x" };
    expect(read({ ...cells, ConsumedQuantity: "-0" }, most)).toMatchObject({ quantity: "0" });
    expect(read({ ...cells, ConsumedQuantity: "1000001" }, most)).toMatchObject({ reason: "quantity_too_large" });
  });
});

test("no rule changes what a row is: another reading of it has the same identity", () => {
  const cells = { x_Meter: "a", x_Amount: "7", ConsumedQuantity: "5", ConsumedUnit: "Requests", ResourceId: "r" };
  const plain = read(cells);
  const columns = { meter: "x_Meter", quantity: "x_Amount", unit: "x_Unit", machine: "x_Meter" };
  const other = read(cells, by({ columns, meters: [pair("a", "processor", { factor: "2" })] }));
  expect(other).toMatchObject({ meter: "processor", quantity: "14", subject: "a" });
  if (!("identity" in plain) || !("identity" in other)) throw new Error("The row is no use.");
  const hashes = ({ identity: { former, ...hashed } }: typeof plain) => ({ ...hashed, former: former() });
  expect(hashes(other)).toEqual(hashes(plain));
});

describe("whose row it is", () => {
  const columns = { customer: "SubAccountId", cloud: "RegionId" };
  const accounts = new Map<string, string | null>([
    ["111", "cust_acme"],
    ["222", "cust_other"],
    ["333", null],
  ]);
  const mapping = by({ columns }, { customerId: "cust_acme", clouds: ["eu-*"], accounts });
  test.each([
    ["111", "EU-central-1", { meter: "requests" }],
    ["111", "us-east-1", { reason: "other_cloud" }],
    ["111", "", { reason: "other_cloud" }],
    ["222", "eu-central-1", { reason: "other_customer" }],
    ["333", "eu-central-1", { reason: "no_customer" }],
    ["", "eu-central-1", { reason: "no_customer" }],
  ])("%s in %s", (SubAccountId, RegionId, what) => {
    const use = { ConsumedQuantity: "1", ConsumedUnit: "Requests" };
    expect(read({ ...use, SubAccountId, RegionId }, mapping)).toMatchObject(what);
  });
});

test.each([
  ["abc", "ABC", true],
  ["abc", "abcd", false],
  ["*", "", true],
  ["a*c", "abc", true],
  ["a*c", "ac", true],
  ["ab*bc", "abc", false],
  ["*b*d*", "abcde", true],
  ["*b*b*", "abc", false],
  ["a**c", "axc", true],
  [".*", "abc", false],
])("%s fits %s: %s", (pattern, text, fits) => {
  expect(fitsPattern(pattern, text)).toBe(fits);
});
