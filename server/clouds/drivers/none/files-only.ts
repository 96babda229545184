import { z } from "zod";
import { parseInput } from "../../../parse-input";
import type { DriverKind } from "../../driver-kind";

const nothing = z.strictObject({});

/** A host cloud that nobody asks: its use comes from files and from the machines that run there. */
export const filesOnlyKind: DriverKind = {
  name: "none",
  label: "Files only",
  capabilities: [],
  configuration: { settings: nothing, credentials: nothing, labels: {} },
  parse: ({ settings, credentials }) => ({
    settings: parseInput(nothing, settings),
    credentials: parseInput(nothing, credentials),
  }),
  open: null,
};
