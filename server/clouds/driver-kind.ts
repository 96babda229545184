import type { z } from "zod";
import { parseInput } from "../parse-input";
import type { Capability, CloudDriver } from "./driver";
import type { Exchange } from "./record-exchange";

/** Stores one exchange with the cloud, answered or not. */
export type ExchangeRecorder = (exchange: Exchange) => Promise<void>;

type Fields = Record<string, z.ZodType>;
type Named<F extends Fields> = { readonly [K in keyof F]: string };

/** What a kind of cloud is configured with. Safe for the browser, so that a form can be made of it. */
export type DriverConfiguration<S extends Fields = Fields, K extends Fields = Fields> = {
  /** Not secret: stored and shown as they are. */
  settings: z.ZodObject<S>;
  /** Secret: stored encrypted, never shown again. */
  credentials: z.ZodObject<K>;
  /** The label of each field. */
  labels: Named<S> & Named<K>;
};

/** How a cloud is reached: the fields that its kind's configuration names. */
export type Connection = { settings: Record<string, unknown>; credentials: Record<string, unknown> };

/** A kind of host cloud. */
export type DriverKind = {
  readonly name: string;
  readonly label: string;
  readonly capabilities: readonly Capability[];
  readonly configuration: DriverConfiguration;
  /** The connection with every field checked. @throws DomainError invalid_input naming the first wrong field. */
  readonly parse: (connection: Connection) => Connection;
  /** null: there is nothing to connect to. @throws DomainError as `parse`. */
  readonly open: ((connection: Connection, record: ExchangeRecorder) => CloudDriver) | null;
  /** Credentials of a connection that was stored before credentials were a JSON object. */
  readonly readBareCredentials?: (text: string) => Record<string, unknown>;
};

/** Declares a kind of cloud. By type, what `open` gives has every call that `capabilities` declares. */
export function driverKind<S extends Fields, K extends Fields, const C extends Capability>(kind: {
  name: string;
  label: string;
  capabilities: readonly C[];
  configuration: DriverConfiguration<S, K>;
  open: (
    settings: z.output<z.ZodObject<S>>,
    credentials: z.output<z.ZodObject<K>>,
    record: ExchangeRecorder,
  ) => CloudDriver<C>;
  readBareCredentials?: (text: string) => z.input<z.ZodObject<K>>;
}): DriverKind {
  const { configuration, open, ...rest } = kind;
  const parse = (connection: Connection) => ({
    settings: parseInput(configuration.settings.strict(), connection.settings),
    credentials: parseInput(configuration.credentials.strict(), connection.credentials),
  });
  return {
    ...rest,
    configuration,
    parse,
    open: (connection, record) => {
      const { settings, credentials } = parse(connection);
      return open(settings, credentials, record);
    },
  };
}
