import type { z } from "zod";
import type { Action } from "@/server/identity/permissions";
import type { ProcedureName } from "@/server/trpc/root";

/** What the operations are grouped by, in the order of the reference. */
export const tags = {
  Usage: "Send usage and read it: records with their fates, use over time, imported files.",
  Customers: "Companies and what they report: contacts, account identifier, billing information, credit limit.",
  People: "A company's members and invitations.",
  "API keys": "Keys of programs. A key grants no more than it has itself.",
  Links: "Installation links. Their addresses are secrets until they are spent.",
  Machines: "Machines from their report to their release.",
  Licenses: "Licenses, cloud accounts and verdicts.",
  Limits: "Subscriptions with their limits, which no host cloud learns, and where use stands.",
  Money: "Statements with their lines, payments, and what the provider's bank states.",
  Overflows: "Billing events and the overflow machines that answer them.",
  Catalogue: "Services, plans and meters.",
} as const;
export type Tag = keyof typeof tags;

/** Files that an operation answers with, alone or as another form of its JSON. */
type FileType = "text/csv" | "application/vnd.apache.parquet" | "application/pdf" | "application/xml";

/** One operation of the programs' API, as its document describes it. */
export type Operation = {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** Below /api/v1. */
  path: string;
  tag: Tag;
  summary: string;
  action: Action;
  /** The procedures by which portal and console do the same (docs/api.md). */
  like: ProcedureName[];
  query?: z.ZodObject;
  /** By content type. */
  body?: Record<string, z.ZodType>;
  /** Most bytes of its body, where it takes a file; left out: 256 KiB. */
  bodyBytes?: number;
  /** By status; null: no content. Problems (4xx, 5xx) go without saying. */
  answers: Record<string, { description: string; schema: z.ZodType | null; files?: FileType[] }>;
};

/** The names in braces of a path. */
type Params<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? { [K in Name | keyof Params<Rest>]: string }
  : Record<never, string>;

/** An operation with the types of what it takes and gives. */
export type Served<P extends string, Q, B, A> = Operation & {
  readonly types?: { params: Params<P> };
  takes: { query?: Q; body?: B };
  gives: A;
  status: number;
};

/**
 * An operation that takes a query and a JSON object and gives one: what its route checks with and what the document
 * describes are the same. `answer` null is 204; `says` describes the answer, `made` makes it 201.
 */
export function operation<
  const P extends string,
  A extends z.ZodType | null,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodObject = z.ZodObject,
>(
  given: Pick<Operation, "method" | "tag" | "summary" | "action" | "like" | "bodyBytes"> & {
    path: P;
    query?: Q;
    body?: B;
    answer: A;
    says: string;
    made?: true;
  },
): Served<P, Q, B, A> {
  const { body, answer, says, made, ...about } = given;
  const status = answer === null ? 204 : made ? 201 : 200;
  return {
    ...about,
    ...(body ? { body: { "application/json": body } } : {}),
    answers: { [status]: { description: says, schema: answer } },
    takes: { query: about.query, body },
    gives: answer,
    status,
  };
}
