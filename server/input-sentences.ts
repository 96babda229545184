import { z } from "zod";

type Issue = Parameters<NonNullable<ReturnType<typeof z.config>["customError"]>>[0];

const kinds: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  bigint: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  date: "a time",
};
const formats: Record<string, string> = {
  datetime: "Give a time with its zone, like 2026-11-01T00:00:00Z.",
  email: "Give an email address, like ada@example.com.",
  url: "Give an address that begins with http:// or https://.",
};

/** A sentence for what a schema refuses without words of its own; undefined leaves it to Zod. */
function inputSentence(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "It is missing.";
      return kinds[issue.expected] && `It must be ${kinds[issue.expected]}.`;
    case "too_small":
      if (issue.origin === "string")
        return Number(issue.minimum) === 1 ? "It is empty." : `It has fewer than ${issue.minimum} characters.`;
      if (issue.origin === "array") return `It holds fewer than ${issue.minimum}.`;
      return `It must be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}.`;
    case "too_big":
      if (issue.origin === "string") return `It has more than ${issue.maximum} characters.`;
      if (issue.origin === "array") return `It holds more than ${issue.maximum}.`;
      return `It must be ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}.`;
    case "invalid_value":
      return issue.values.length === 1
        ? `It must be ${String(issue.values[0])}.`
        : `It must be one of ${issue.values.map(String).join(", ")}.`;
    case "invalid_format":
      return formats[issue.format] ?? "It is not written as it must be.";
    case "invalid_union":
      return "It is of another kind than this field takes.";
    default:
      return undefined;
  }
}

/** From now on every schema of this process that says nothing itself answers in sentences. */
export function speakPlainly(): void {
  z.config({ customError: inputSentence });
}
