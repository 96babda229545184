import { driverFor } from "@/server/clouds/driver-for";
import { referenceAt } from "@/server/clouds/host-cloud-accounts";
import { cloudByName } from "@/server/clouds/queries";
import { inProvider, type Request } from "@/server/context";
import { createLink } from "@/server/setup/create-link";
import { asOwner } from "./actors";

type LiveMachine = { cloud: string; name: string; units: number };

/**
 * Machines that are real processes in the sandbox clouds. Their units pass the limits of companies.ts before your eyes,
 * each in its own way.
 */
const liveMachines: Record<string, LiveMachine[]> = {
  // 6 and 3 units, the limit is 8: neither cloud alone is over. The second machine comes by itself.
  "nordhafen-log": [
    { cloud: "sandbox-a", name: "dispo-a", units: 6 },
    { cloud: "sandbox-b", name: "dispo-b", units: 3 },
  ],
  // They take over from machines of the company's own (seed-machines.ts) with two units more. No credit limit is
  // approved here: the event is held.
  "isbjorn-cold-chain": [{ cloud: "sandbox-a", name: "reefer-hub-05", units: 8 }],
  // Here the customer is asked.
  "carrieres-ardenne": [{ cloud: "sandbox-b", name: "pesage-02", units: 12 }],
};

/**
 * Starts a company's real machines: processes in the sandbox clouds that run the ordinary one-liner as soon as the
 * portal is open, and enrol like any machine.
 */
export async function startLiveMachines(
  request: Request,
  { customerId, identifier }: { customerId: string; identifier: string },
): Promise<void> {
  for (const { cloud: slug, name, units } of liveMachines[identifier] ?? []) {
    const { cloud, account, link } = await inProvider(
      await asOwner(identifier, customerId, request.now),
      async (ctx) => {
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
      },
    );
    const stock = await driverFor(cloud.id, "inventory", { customerId });
    const driver = await driverFor(cloud.id, "machines", { customerId });
    const { flavor, image } = (await stock.inventory()).find((offer) => offer.vcpu >= 4) ?? {
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
