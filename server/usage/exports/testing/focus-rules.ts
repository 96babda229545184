import { readFileSync } from "node:fs";
import { z } from "zod";
import { Exact, parseExact } from "@/server/quantity";

// Runs the FOCUS requirements model (finopsfoundation/focus_validator) over a table: its static rules, as the official
// validator does. Rules of a keyword that only recommends are reported apart.

type Check = {
  CheckFunction?: string | undefined;
  Items?: Check[] | undefined;
  ModelRuleId?: string | undefined;
  ColumnName?: string | undefined;
  ColumnAName?: string | undefined;
  ColumnBName?: string | undefined;
  ResultColumnName?: string | undefined;
  ExpectedCount?: number | undefined;
  Value?: string | number | null | undefined;
};
const check: z.ZodType<Check> = z.object({
  CheckFunction: z.string().optional(),
  get Items() {
    return z.array(check).optional();
  },
  ModelRuleId: z.string().optional(),
  ColumnName: z.string().optional(),
  ColumnAName: z.string().optional(),
  ColumnBName: z.string().optional(),
  ResultColumnName: z.string().optional(),
  ExpectedCount: z.number().optional(),
  Value: z.union([z.string(), z.number(), z.null()]).optional(),
});
const model = z.object({
  ModelDatasets: z.object({ CostAndUsage: z.object({ ModelRules: z.array(z.string()) }) }),
  ModelRules: z.record(
    z.string(),
    z.object({
      Reference: z.string(),
      EntityType: z.string(),
      ApplicabilityCriteria: z.array(z.string()),
      Type: z.enum(["Static", "Dynamic"]),
      ValidationCriteria: z.object({ Keyword: z.string(), Requirement: check, Condition: check }),
    }),
  ),
});

/** A table as it is checked: null is an absent value; `types` where the file has any. */
export type CheckedTable = {
  columns: readonly string[];
  rows: readonly (readonly (string | null)[])[];
  types?: readonly string[];
};
/** Ids of the rules that do not hold, and how many were applied. */
export type Verdict = { broken: string[]; advised: string[]; applied: number };

/** Checks a table against the model in a file, as a provider that supports what the criteria name. */
export function checkFocus(file: string, table: CheckedTable, criteria: ReadonlySet<string>): Verdict {
  const { ModelRules: rules, ModelDatasets } = model.parse(JSON.parse(readFileSync(file, "utf8")));
  const index = new Map(table.columns.map((name, n) => [name, n]));
  const cellOf = (row: readonly (string | null)[], name = "") => row[index.get(name) ?? -1] ?? null;
  const broken = new Set<string>();
  const advised = new Set<string>();
  const applied = new Map<string, boolean>();

  function holds(id: string, report: boolean): boolean {
    const rule = rules[id];
    if (!rule) throw new Error(`The model has no rule ${id}.`);
    const about = rule.EntityType === "Column" && index.has(rule.Reference);
    if (rule.EntityType === "Column" && !index.has(rule.Reference)) return true;
    if (!about && !rule.ApplicabilityCriteria.every((name) => criteria.has(name))) return true;
    const { Keyword: keyword, Requirement: requirement, Condition: condition } = rule.ValidationCriteria;
    if (rule.Type === "Dynamic" || keyword === "MAY") return true;
    const nested = requirement.Items?.some(({ ModelRuleId }) => ModelRuleId) || requirement.ModelRuleId;
    // Rules where one of several must hold are reported together.
    if (nested) {
      const parts = (requirement.Items ?? [requirement]).flatMap(({ ModelRuleId }) => ModelRuleId ?? []);
      const each = requirement.CheckFunction !== "OR";
      const results = parts.map((part) => holds(part, report && each));
      const good = each ? results.every(Boolean) : results.some(Boolean);
      if (!good && !each && report) broken.add(id);
      return good;
    }
    const good = passes(requirement, condition);
    applied.set(id, good);
    if (!good && report) (/^(SHOULD|RECOMMENDED)/.test(keyword) ? advised : broken).add(id);
    return good;
  }

  function passes(requirement: Check, condition: Check): boolean {
    const { CheckFunction: name, ColumnName = "", ColumnAName, ColumnBName, ExpectedCount } = requirement;
    if (name === "ColumnPresent") return index.has(ColumnName);
    if (name === "CheckDistinctCount") {
      const found = new Map<string | null, Set<string | null>>();
      for (const row of table.rows) {
        const key = cellOf(row, ColumnAName);
        found.set(key, (found.get(key) ?? new Set()).add(cellOf(row, ColumnBName)));
      }
      return [...found.values()].every(({ size }) => size === ExpectedCount);
    }
    const type = table.types?.[index.get(ColumnName) ?? -1];
    if (type && name && name in types && !types[name]?.test(type)) return false;
    return table.rows.every((row) => !met(condition, row) || met(requirement, row));
  }

  function met(one: Check, row: readonly (string | null)[]): boolean {
    const value = cellOf(row, one.ColumnName);
    const [a, b] = [cellOf(row, one.ColumnAName), cellOf(row, one.ColumnBName)];
    switch (one.CheckFunction) {
      case undefined:
        return true;
      case "AND":
        return (one.Items ?? []).every((item) => met(item, row));
      case "OR":
        return (one.Items ?? []).some((item) => met(item, row));
      case "CheckValue":
        return same(value, one.Value ?? null);
      case "CheckNotValue":
        return !same(value, one.Value ?? null);
      case "CheckSameValue":
        return a === b;
      case "CheckNotSameValue":
        return a !== b;
      case "CheckGreaterOrEqualThanValue":
        return value === null || (parseExact(value)?.gte(Number(one.Value)) ?? false);
      case "ColumnByColumnEqualsColumnValue": {
        const result = cellOf(row, one.ResultColumnName);
        return a === null || b === null || (result !== null && new Exact(a).times(b).eq(result));
      }
      default: {
        const format = formats[one.CheckFunction];
        if (!format) throw new Error(`The model has a check that this runner does not know: ${one.CheckFunction}.`);
        return value === null || format(value);
      }
    }
  }

  for (const id of ModelDatasets.CostAndUsage.ModelRules) holds(id, true);
  return { broken: [...broken].sort(), advised: [...advised].sort(), applied: applied.size };
}

function same(value: string | null, expected: string | number | null): boolean {
  if (typeof expected !== "number") return value === expected;
  return value !== null && (parseExact(value)?.eq(expected) ?? false);
}

/** Types of Parquet, by the check that asks for them. */
const types: Record<string, RegExp> = {
  TypeString: /^VARCHAR$/,
  TypeDecimal: /^DECIMAL\(/,
  TypeDateTime: /^TIMESTAMP WITH TIME ZONE$/,
};

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const isInstant = (value: string) => instant.test(value) && !Number.isNaN(Date.parse(value));
const isNumber = (value: string) => /^-?\d+(\.\d+)?(E-?\d+)?$/.test(value);
const size = "[KMGTPE]?i?[bB]";
const counted = "[A-Za-z][A-Za-z]*";
const unit = new RegExp(
  `^(\\d+ )?(${size}|${counted})(-(Years|Months|Days|Hours|Minutes|Seconds))?(/(\\d+ )?(Year|Month|Day|Hour|Minute|Second)s?)?$`,
);
const flat = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Values as the attributes of FOCUS 1.2 have them. */
const formats: Record<string, (value: string) => boolean> = {
  TypeString: () => true,
  TypeDecimal: isNumber,
  TypeDateTime: isInstant,
  FormatString: (value) => value.trim() !== "" && !/\p{Surrogate}/u.test(value),
  FormatNumeric: isNumber,
  FormatDateTime: isInstant,
  FormatUnit: (value) => unit.test(value),
  FormatCurrency: (value) => /^[A-Z]{3}$/.test(value),
  CheckNationalCurrency: (value) => Intl.supportedValuesOf("currency").includes(value),
  CheckDecimalValue: isNumber,
  FormatKeyValue: (value) => {
    try {
      return flat.safeParse(JSON.parse(value)).success;
    } catch {
      return false;
    }
  },
};
