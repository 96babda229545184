import { database } from "@/db";
import { agentFor, makeCustomer, makeLink } from "@/server/setup/testing/portal";
import type { SimulatedAgent } from "@/server/setup/testing/simulated-agent";
import type { Bench, World } from "./world";

/** Machines that enrol all at once, through the route's handler, against as many transactions that do nothing. */
export const enrol: Bench = async function* (world, scale) {
  await world.bare`update plans set seats = 1000`;
  const machines = Math.max(4, Math.round(20 * scale));

  yield {
    what: `${machines} machines of a company enrol at once`,
    size: machines,
    unit: "ms each",
    subject: async (count) => {
      const agents = await reported(world, count);
      return () => Promise.all(agents.map(enrolled));
    },
    floors: [{ name: "empty transactions in the customer's role", prepare: (count) => () => empty(count) }],
  };
  yield {
    what: `${machines} machines of ${machines} companies enrol at once`,
    size: machines,
    unit: "ms each",
    subject: async (count) => {
      const agents: SimulatedAgent[] = [];
      for (let n = 0; n < count; n++) agents.push(...(await reported(world, 1)));
      return () => Promise.all(agents.map(enrolled));
    },
    floors: [{ name: "empty transactions in the customer's role", prepare: (count) => () => empty(count) }],
  };
};

const empty = (count: number) =>
  Promise.all(Array.from({ length: count }, () => database().withCustomer("cust_none", async () => {})));

/** Machines of a new company that reported, got their installers and laid the application down. */
async function reported({ bare }: World, count: number): Promise<SimulatedAgent[]> {
  // The many come from one address, and the limit for one address is not what is measured.
  await bare`delete from request_limits`;
  const { token } = await makeLink(await makeCustomer(), { usesMax: count, approve: "auto" });
  const agents = Array.from({ length: count }, () => agentFor(token));
  for (const agent of agents) {
    const answer = await agent.collect();
    if (!agent.envelope) throw new Error(`A machine got no installer: ${JSON.stringify(answer.body)}`);
    await agent.layDown();
  }
  return agents;
}

async function enrolled(agent: SimulatedAgent): Promise<void> {
  const answer = await agent.enrol();
  if (!agent.license) throw new Error(`A machine did not enrol: ${JSON.stringify(answer.body)}`);
}
