import { artefacts } from "./artefacts";
import { backup } from "./backup";
import { bankCommands } from "./bank";
import { books } from "./books";
import { clouds } from "./clouds";
import type { Command } from "./command";
import { exports } from "./exports";
import { imports } from "./imports";
import { limits } from "./limits";
import { mappings } from "./mappings";
import { meterCommands } from "./meters";
import { operations } from "./operations";
import { people } from "./people";
import { planCommands } from "./plans";
import { provider } from "./provider";
import { provisioning } from "./provisioning";
import { reservations } from "./reservations";
import { statementCommands } from "./statements";
import { taxCommands } from "./taxes";
import { usage } from "./usage";

/** Every command, in the order in which help shows them. */
export const commands: Command[] = [
  ...people,
  ...provider,
  ...clouds,
  ...limits,
  ...meterCommands,
  ...planCommands,
  ...reservations,
  ...provisioning,
  ...imports,
  ...mappings,
  ...artefacts,
  ...operations,
  ...usage,
  ...exports,
  ...statementCommands,
  ...books,
  ...taxCommands,
  ...bankCommands,
  ...backup,
];
