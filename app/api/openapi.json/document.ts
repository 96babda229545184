import { z } from "zod";
import { type ErrorCode, errorStatus } from "@/server/errors";
import { apiScopesOf } from "@/server/identity/permissions";
import { neutralName } from "@/server/provider/queries";
import { type Operation, operations } from "./operations";

const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("A sentence: what is wrong and what to do"),
  code: z.enum([...(Object.keys(errorStatus) as ErrorCode[]), "internal"]),
  requestId: z.string(),
  serverTime: z.int().optional(),
});

/**
 * What programs may send is what goes into a schema; what they get is what comes out, and may get more fields
 * (`serverTime` is one): a program that refuses those would break by an addition.
 */
function schemaOf(schema: z.ZodType, io: "input" | "output") {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    target: "draft-2020-12",
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // A query's number is text on the way: what it may be is what matters.
      if (jsonSchema.type === "integer") delete jsonSchema.anyOf;
      // Zod's own pattern of an instant is longer than all the rest and says no more than the format.
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    },
  });
  return rest;
}

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

function answersOf({ answers }: Operation) {
  const given = Object.entries(answers).map(([status, { description, schema, alsoCsv }]) => [
    status,
    {
      description,
      ...(schema === null
        ? {}
        : {
            content: {
              ...contents({ "application/json": schema }, "output"),
              ...(alsoCsv ? { "text/csv": { schema: { type: "string" } } } : {}),
            },
          }),
    },
  ]);
  return { ...Object.fromEntries(given), default: { $ref: "#/components/responses/Problem" } };
}

/**
 * The OpenAPI 3.1 document of /api/v1, made from the very schemas that the routes check with.
 * @param provider the provider's name
 */
export function openApiDocument(origin: string, provider: string = neutralName) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const { method, path, summary, action, query, body } = operation;
    const scopes = apiScopesOf(action);
    const item = paths[`/api/v1${path}`] ?? {};
    item[method] = {
      operationId: `${method}${path.replace(/[/{}-]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
      summary,
      description: `Needs a key with the scope ${scopes.join(" or ")}.`,
      security: scopes.map((scope) => ({ apiKey: [scope] })),
      parameters: [...pathParameters(path), ...queryParameters(query)],
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
      description: "What programs may do: provision machines, send and read usage, read billing events.",
    },
    servers: [{ url: origin }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key, spw_…; a machine's token at /events." },
      },
      responses: {
        Problem: {
          description: "Problem details (RFC 9457).",
          content: { "application/problem+json": { schema: schemaOf(problem, "output") } },
        },
      },
    },
  };
}
