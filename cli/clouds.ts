import { readFileSync } from "node:fs";
import { addCloud } from "@/server/clouds/add-cloud";
import type { Connection } from "@/server/clouds/driver-kind";
import { addCloudInput } from "@/server/clouds/input";
import { listConnections } from "@/server/clouds/queries";
import { driverFault, driverKinds, kindOf } from "@/server/clouds/registry";
import { inProvider, jobRequest } from "@/server/context";
import { parseInput } from "@/server/parse-input";
import { type Command, lists, strings, table, UsageError } from "./command";

const request = () => jobRequest("command line");

/** The variable of the environment that holds a credential: token -> CLOUD_TOKEN, clientKey -> CLOUD_CLIENT_KEY. */
const variableOf = (field: string) => `CLOUD_${field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

export const clouds: Command[] = [
  {
    name: "cloud add",
    usage:
      "--slug SLUG --name NAME [--region REGION] [--driver DRIVER --set FIELD=VALUE … [--credentials FILE]]   see cloud drivers",
    options: { ...strings("slug", "name", "region", "driver", "credentials"), ...lists("set") },
    required: ["slug", "name"],
    run: async ({ driver, credentials, ...options }, _, { set = [] }) => {
      const about = parseInput(addCloudInput, options);
      if (!driver && (set.length > 0 || credentials)) throw new UsageError("--set and --credentials need --driver.");
      const connection = driver ? connectionOf(driver, set, credentials) : undefined;
      const id = await inProvider(request(), (ctx) => addCloud(ctx, { ...about, driver, connection }));
      return {
        json: { id, slug: about.slug, connected: connection !== undefined },
        text: connection
          ? `${about.slug} is asked for its inventory and use within a minute: see cloud list.`
          : `${about.slug} has no connection: its use comes from files (import focus) and from machines that run there.`,
      };
    },
  },
  {
    name: "cloud list",
    like: ["clouds.figures"],
    usage: "",
    options: {},
    run: async () => {
      const rows = await inProvider(request(), listConnections);
      const shown = rows.map(({ cloud, connection }) => ({
        id: cloud.id,
        slug: cloud.slug,
        name: cloud.name,
        driver: cloud.driver,
        settings: connection?.settings ?? null,
        error: driverFault(cloud.driver) ?? connection?.lastError ?? null,
      }));
      return {
        json: shown,
        text: table(
          ["slug", "name", "driver", "settings", "state"],
          shown.map(({ slug, name, driver, settings, error }) => [
            slug,
            name,
            driver,
            Object.entries(settings ?? {})
              .map(([field, value]) => `${field}=${value}`)
              .join(" ") || "–",
            error ?? (settings ? "connected" : "files only"),
          ]),
        ),
      };
    },
  },
  {
    name: "cloud drivers",
    usage: "",
    options: {},
    run: async () => {
      const shown = driverKinds.map(({ name, label, capabilities, configuration }) => ({
        driver: name,
        label,
        settings: Object.keys(configuration.settings.shape),
        credentials: Object.keys(configuration.credentials.shape).map(variableOf),
        capabilities,
      }));
      return {
        json: shown,
        text: table(
          ["driver", "label", "--set", "from the environment", "offers"],
          shown.map(({ driver, label, settings, credentials, capabilities }) => [
            driver,
            label,
            settings.join(" ") || "–",
            credentials.join(" ") || "–",
            capabilities.join(" ") || "–",
          ]),
        ),
      };
    },
  },
];

/**
 * Settings come from `--set`, credentials from a JSON file or the environment, one variable for each field: everybody
 * on the host can read the arguments of a process.
 */
function connectionOf(driver: string, set: string[], file: string | undefined): Connection {
  const { configuration } = kindOf(driver);
  const settings = set.map((text) => {
    const at = text.indexOf("=");
    if (at < 1) throw new UsageError(`--set takes FIELD=VALUE, not "${text}".`);
    return [text.slice(0, at), text.slice(at + 1)];
  });
  const fields = Object.keys(configuration.credentials.shape);
  const given = fields.flatMap((field) => {
    const value = process.env[variableOf(field)];
    return value === undefined ? [] : [[field, value]];
  });
  return {
    settings: Object.fromEntries(settings),
    credentials: file ? readCredentials(file) : Object.fromEntries(given),
  };
}

function readCredentials(file: string): Record<string, unknown> {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // The parser's own sentence would quote the file, which holds secrets.
    throw new UsageError(`--credentials: ${file} cannot be read as JSON.`);
  }
  if (read === null || typeof read !== "object" || Array.isArray(read))
    throw new UsageError(`--credentials: ${file} must hold a JSON object with the driver's fields.`);
  return { ...read };
}
