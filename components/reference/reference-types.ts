/** JSON Schema as far as the reference shows it. */
export type Schema = {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
};
type Content = Record<string, { schema: Schema }>;
export type ReferenceOperation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters: { name: string; in: string; required: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description?: string; content?: Content }>;
};
/** An OpenAPI document as far as the reference shows it. */
export type ReferenceDocument = {
  info: { title: string; description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, ReferenceOperation>>;
  components: { schemas: Record<string, Schema> };
};

/** The place of a tag on the page. */
export const tagPlace = (name: string): string => `tag-${name.toLowerCase().replaceAll(" ", "-")}`;
/** The place of a schema on the page. */
export const schemaPlace = (name: string): string => `schema-${name}`;
