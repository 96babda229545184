import { z } from "zod";
import { type ErrorCode, errorStatus } from "@/server/errors";
import { apiScopesOf, takesProviderKey } from "@/server/identity/permissions";
import { neutralName } from "@/server/provider/queries";
import { type Operation, tags } from "../v1/operation";
import { operations } from "./operations";
import { namedSchemas, schemaOf } from "./schemas";

const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("A sentence: what is wrong and what to do"),
  code: z.enum([...(Object.keys(errorStatus) as ErrorCode[]), "internal"]),
  requestId: z.string(),
  serverTime: z.int().optional(),
});

const pathParameters = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));

function queryParameters(query: z.ZodObject | undefined) {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaOf(query, "input") as {
    properties?: Record<string, { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description ? { description } : {}),
    schema,
  }));
}

const contents = (types: Record<string, z.ZodType>, io: "input" | "output") =>
  Object.fromEntries(Object.entries(types).map(([type, schema]) => [type, { schema: schemaOf(schema, io) }]));

/** What a POST may be sent with so that it is done once. */
const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Makes the request safe to repeat for 24 hours: see the description of this document.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

const fileSchemas = {
  "text/csv": { type: "string" },
  "application/vnd.apache.parquet": { type: "string", format: "binary" },
  "application/pdf": { type: "string", format: "binary" },
  "application/xml": { type: "string" },
} as const;

function answersOf({ answers }: Operation) {
  const given = Object.entries(answers).map(([status, { description, schema, files = [] }]) => {
    const content = {
      ...(schema === null ? {} : contents({ "application/json": schema }, "output")),
      ...Object.fromEntries(files.map((type) => [type, { schema: fileSchemas[type] }])),
    };
    return [status, { description, ...(Object.keys(content).length > 0 ? { content } : {}) }];
  });
  return { ...Object.fromEntries(given), default: { $ref: "#/components/responses/Problem" } };
}

/** What holds for every operation, by its heading. */
const guide = [
  [
    "Keys",
    "Send `Authorization: Bearer spw_…`. A company's key acts for its company alone; a provider's key names the customer, by id or account identifier.",
  ],
  ["Errors", "Problem details (RFC 9457): a sentence for people in `detail`, a stable `code`, and the `requestId`."],
  ["Lists", "Lists give pages: `next` is the `after` of the following page, and null at the end."],
  [
    "Repeating",
    "A POST with an `Idempotency-Key` is done once: for 24 hours the same request gets the same answer, with `Idempotency-Replayed: true`. The same key with another request is 422; while the first is worked on, 409 with `Retry-After`. An error is not stored. GET, PUT, PATCH and DELETE can be repeated as they are.",
  ],
  [
    "Bodies",
    "JSON, also with `Content-Encoding: gzip` (and `zstd` where the portal's Node.js has it). Amounts are integers of minor units and quantities exact decimals, both as text; times are RFC 3339 in UTC.",
  ],
] as const;
const description = [
  "What programs may do: the same verbs as portal and console, under the same permissions.",
  ...guide.map(([title, text]) => `**${title}.** ${text}`),
].join("\n\n");

/**
 * The OpenAPI 3.1 document of /api/v1, made from the very schemas that the routes check with.
 * @param provider the provider's name
 */
export function openApiDocument(origin: string, provider: string = neutralName) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const { method, path, tag, summary, action, query, body } = operation;
    const scopes = apiScopesOf(action);
    const key = takesProviderKey(action) ? "a key of the provider" : "a key";
    const item = paths[`/api/v1${path}`] ?? {};
    item[method] = {
      operationId: `${method}${path.replace(/[/{}-]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
      tags: [tag],
      summary,
      description: `Needs ${key} with the scope ${scopes.join(" or ")}.`,
      security: scopes.map((scope) => ({ apiKey: [scope] })),
      parameters: [...pathParameters(path), ...queryParameters(query), ...(method === "post" ? [idempotencyKey] : [])],
      ...(body ? { requestBody: { required: true, content: contents(body, "input") } } : {}),
      responses: answersOf(operation),
    };
    paths[`/api/v1${path}`] = item;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: `${provider} API`,
      version: "1",
      description,
    },
    servers: [{ url: origin }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: { ...namedSchemas(operations), Problem: schemaOf(problem, "output") } as Record<string, object>,
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key, spw_…; a machine's token at /events." },
      },
      responses: {
        Problem: {
          description: "Problem details (RFC 9457).",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
  };
}
