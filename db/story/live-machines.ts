import { referenceAt } from "@/server/clouds/host-cloud-accounts";
import { cloudByName } from "@/server/clouds/queries";
import { driverFor } from "@/server/clouds/registry";
import { inProvider, type Request } from "@/server/context";
import { createLink } from "@/server/setup/create-link";

/** Two machines in two sandbox clouds: 6 and 3 units, the limit is 8. Neither cloud alone is over. */
const liveMachines = [
  { cloud: "sandbox-a", name: "dispo-a", units: 6 },
  { cloud: "sandbox-b", name: "dispo-b", units: 3 },
];

/**
 * Starts the story's real machines: processes in the sandbox clouds that run the ordinary one-liner as soon as the portal is open, and enrol like any
 * machine.
 */
export async function startLiveMachines(request: Request, customerId: string): Promise<void> {
  for (const { cloud: slug, name, units } of liveMachines) {
    const { cloud, account, link } = await inProvider(request, async (ctx) => {
      const found = await cloudByName(ctx, slug);
      return {
        cloud: found,
        account: (await referenceAt(ctx, { customerId, cloudId: found.id })) ?? slug,
        link: await createLink(ctx, {
          customerId,
          service: "compute-node",
          os: "linux",
          usesMax: 1,
          expiresInMinutes: 1440,
          kind: "ordinary",
          units,
          description: `The story's machine ${name}`,
        }),
      };
    });
    const driver = await driverFor(cloud.id, { customerId });
    const { flavor, image } = (await driver.inventory()).find((offer) => offer.vcpu >= 4) ?? {
      flavor: "s1.large",
      image: "sandbox-linux",
    };
    await driver.ensureMachine({
      key: `story-${name}`,
      name,
      account,
      flavor,
      image,
      tags: { story: "yes" },
      userData: bootWhenOpen(link.url),
    });
  }
}

/** The portal is not open yet while the seed runs: the machine's first boot waits for it. */
function bootWhenOpen(url: string): string {
  return `#!/bin/sh
main() {
  file=$(mktemp)
  until curl -fsSL -o "$file" '${url}.sh'; do sleep 2; done
  sh "$file" --wait
  rm -f "$file"
}
main
`;
}
