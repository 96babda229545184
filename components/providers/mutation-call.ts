"use client";
import { getUntypedClient } from "@trpc/client";
import type { AppRouter } from "@/server/trpc/root";
import { useTRPCClient } from "./trpc-provider";

type Routers = AppRouter["_def"]["record"];
type RouterName = keyof Routers & string;
type MutationsOf<R extends RouterName> = {
  [P in keyof Routers[R] & string]: Routers[R][P] extends { _def: { type: "mutation" } } ? `${R}.${P}` : never;
}[keyof Routers[R] & string];

/** The path of a mutation: "licenses.suspend". */
type MutationPath = { [R in RouterName]: MutationsOf<R> }[RouterName];

type InputOf<Path extends MutationPath> = Path extends `${infer R extends RouterName}.${infer P}`
  ? P extends keyof Routers[R]
    ? Routers[R][P] extends { _def: { $types: { input: infer Input } } }
      ? Input
      : never
    : never
  : never;

/**
 * A mutation and its input as plain data, which a server component can pass to the browser. The reason that a dialog
 * asks for is not part of it.
 */
export type MutationCall = {
  [Path in MutationPath]: { mutation: Path; input: Omit<InputOf<Path>, "reason"> };
}[MutationPath];

type Call = { mutation: MutationPath; input: object };

/** Options of useWrite for a mutation that is named in data. */
export function useMutationCall() {
  const client = getUntypedClient(useTRPCClient());
  return { mutationFn: ({ mutation, input }: Call): Promise<unknown> => client.mutation(mutation, input) };
}
