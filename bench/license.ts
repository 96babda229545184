import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { signJws, verifyJws } from "@/server/keys/jws";
import { agentFor, makeCustomer, makeLink } from "@/server/setup/testing/portal";
import type { Bench } from "./world";

const dsa = { dsaEncoding: "ieee-p1363" as const };

/** Signing and reading license documents, against node:crypto's ES256 over as many bytes with a key at hand. */
export const license: Bench = async function* (_, scale) {
  const agent = agentFor((await makeLink(await makeCustomer())).token);
  await agent.install();
  const { claims } = agent.license ?? {};
  if (!claims) throw new Error("The machine of the bench got no license.");
  const { jws } = await signJws("license", claims, "lic+jws");
  const bytes = Buffer.from(jws.slice(0, jws.lastIndexOf(".")));
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = { key: pair.privateKey, ...dsa };
  const publicKey = { key: createPublicKey(pair.publicKey.export({ type: "spki", format: "pem" })), ...dsa };
  const signature = sign("sha256", bytes, key);
  const size = Math.round(2000 * scale);

  yield {
    what: "sign a license document",
    size,
    unit: "µs each",
    subject: (count) => async () => {
      for (let n = 0; n < count; n++) await signJws("license", claims, "lic+jws");
    },
    floors: [
      {
        name: "crypto.sign",
        prepare: (count) => async () => {
          for (let n = 0; n < count; n++) sign("sha256", bytes, key);
        },
      },
    ],
  };
  yield {
    what: "verify a license document",
    size,
    unit: "µs each",
    subject: (count) => async () => {
      for (let n = 0; n < count; n++)
        if (!(await verifyJws("license", jws))) throw new Error("A document of our own was refused.");
    },
    floors: [
      {
        name: "crypto.verify",
        prepare: (count) => async () => {
          for (let n = 0; n < count; n++) verify("sha256", bytes, publicKey, signature);
        },
      },
    ],
  };
};
