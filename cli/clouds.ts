import { addCloud } from "@/server/clouds/add-cloud";
import { addCloudInput } from "@/server/clouds/input";
import { listConnections } from "@/server/clouds/queries";
import { inProvider, jobRequest } from "@/server/context";
import { parseInput } from "@/server/parse-input";
import { type Command, strings, table } from "./command";

const request = () => jobRequest("command line");

export const clouds: Command[] = [
  {
    name: "cloud add",
    usage: "--slug SLUG --name NAME [--region REGION] [--url URL]   the token of that address comes from CLOUD_TOKEN",
    options: strings("slug", "name", "region", "url"),
    required: ["slug", "name"],
    run: async (options) => {
      // From the environment: what stands in a command line can be read by everybody on the machine.
      const { url, token, ...about } = parseInput(addCloudInput, { ...options, token: process.env.CLOUD_TOKEN });
      const connection = url && token ? { url, token } : undefined;
      const id = await inProvider(request(), (ctx) =>
        addCloud(ctx, { ...about, driver: connection ? "sandbox" : "none", connection }),
      );
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
    usage: "",
    options: {},
    run: async () => {
      const rows = await inProvider(request(), listConnections);
      const shown = rows.map(({ cloud, connection }) => ({
        id: cloud.id,
        slug: cloud.slug,
        name: cloud.name,
        url: connection?.url ?? null,
        error: connection?.lastError ?? null,
      }));
      return {
        json: shown,
        text: table(
          ["slug", "name", "address", "state"],
          shown.map(({ slug, name, url, error }) => [
            slug,
            name,
            url ?? "–",
            error ?? (url ? "connected" : "files only"),
          ]),
        ),
      };
    },
  },
];
