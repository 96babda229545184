import { describe, expect, test } from "vitest";
import { serviceKind } from "../services/shipped-services";
import { identifyResource, type Offer, placedQuantity } from "./virtual-resource";

const gib = 1024n ** 3n;
const eur = (amount: string) => ({ amount, currency: "EUR" });
const offer = (change: Partial<Offer>): Offer => ({
  cloudId: "cld_a",
  flavor: "s1.large",
  image: "debian",
  vcpu: 4,
  memoryBytes: 8n * gib,
  storageBytes: 320n * gib,
  price: eur("0.064"),
  free: 2,
  ...change,
});
const need = {
  meter: "units",
  quantity: "1",
  artefact: "compute-node",
  hostCloudId: "cld_a",
  scopeCloudId: null,
  currency: "EUR",
};

describe("identifying a virtual resource", () => {
  test("the host cloud of the event comes first, though another is cheaper", () => {
    const { resource } = identifyResource([offer({ cloudId: "cld_b", price: eur("0.001") }), offer({})], need);
    expect(resource).toMatchObject({ cloudId: "cld_a", capacity: "4", artefact: "compute-node" });
  });

  test("then the cheapest, the smallest, the id", () => {
    const cheap = offer({ flavor: "s1.small", vcpu: 1, price: eur("0.016") });
    expect(identifyResource([offer({}), cheap], need).resource?.flavor).toBe("s1.small");
    const same = [offer({ flavor: "b", price: eur("0.1") }), offer({ flavor: "a", price: eur("0.10") })];
    expect(identifyResource(same, need).resource?.flavor).toBe("a");
  });

  test("a price in another currency than the customer's cannot be held against a cap or a credit limit: refused", () => {
    const dollars = offer({ price: { amount: "0.001", currency: "USD" } });
    const { resource, refused } = identifyResource([dollars, offer({ cloudId: "cld_b" })], need);
    expect(resource).toMatchObject({ cloudId: "cld_b", currency: "EUR" });
    expect(refused[0]?.reason).toBe("It is priced in USD, and the customer pays in EUR.");
  });

  test("a flavor without a price is not chosen, with the reason", () => {
    const { resource, refused } = identifyResource([offer({ price: null }), offer({ cloudId: "cld_b" })], need);
    expect(resource).toMatchObject({ cloudId: "cld_b", pricePerHour: "0.064", currency: "EUR" });
    expect(refused).toEqual([{ cloudId: "cld_a", flavor: "s1.large", reason: "Its cloud names no price for it." }]);
  });

  test("another cloud only where nothing fits, the reasons kept", () => {
    const full = offer({ free: 0 });
    const small = offer({ flavor: "s1.small", vcpu: 1 });
    const away = offer({ cloudId: "cld_b" });
    const { resource, refused } = identifyResource([away, full, small], { ...need, quantity: "2.5" });
    expect(resource?.cloudId).toBe("cld_b");
    expect(refused).toEqual([
      { cloudId: "cld_a", flavor: "s1.large", reason: "No instance of it is free." },
      { cloudId: "cld_a", flavor: "s1.small", reason: "It is too small." },
    ]);
  });

  test("a limit of one cloud is answered in that cloud alone", () => {
    const given = [offer({ cloudId: "cld_b" }), offer({ free: 0 })];
    expect(identifyResource(given, { ...need, scopeCloudId: "cld_a" })).toMatchObject({
      resource: null,
      refused: [
        { cloudId: "cld_b", reason: "The limit counts use in another cloud alone." },
        { cloudId: "cld_a", reason: "No instance of it is free." },
      ],
    });
  });

  test("too much for any machine: the one that carries most takes its part, wherever it is; the others' reasons are kept", () => {
    const small = offer({ flavor: "s1.small", vcpu: 1 });
    const huge = offer({ cloudId: "cld_b", flavor: "huge", vcpu: 64, price: { amount: "0.064", currency: "USD" } });
    const full = offer({ flavor: "s1.xlarge", vcpu: 8, free: 0 });
    const away = offer({ cloudId: "cld_b", price: eur("0.001") });
    const { resource, refused } = identifyResource([small, huge, full, away, offer({})], { ...need, quantity: "9.5" });
    expect(resource).toMatchObject({ cloudId: "cld_a", flavor: "s1.large", capacity: "4" });
    expect(refused).toEqual([
      { cloudId: "cld_a", flavor: "s1.small", reason: "It is too small." },
      { cloudId: "cld_b", flavor: "huge", reason: "It is priced in USD, and the customer pays in EUR." },
      { cloudId: "cld_a", flavor: "s1.xlarge", reason: "No instance of it is free." },
      { cloudId: "cld_b", flavor: "s1.large", reason: "It is too small." },
    ]);
    const larger = offer({ cloudId: "cld_b", flavor: "s1.2xlarge", vcpu: 6 });
    expect(identifyResource([offer({}), larger], { ...need, quantity: "9" }).resource?.flavor).toBe("s1.2xlarge");
  });

  test("a machine that could not carry a single unit is not taken for a part", () => {
    const none = offer({ storageBytes: gib / 2n });
    expect(identifyResource([none], { ...need, quantity: "9" }).resource).toBeNull();
  });

  test("nothing fits: no resource, and every reason", () => {
    expect(identifyResource([offer({ free: 0 })], need)).toMatchObject({
      resource: null,
      refused: [{ flavor: "s1.large" }],
    });
    expect(identifyResource([offer({})], { ...need, meter: "os-instances" }).refused[0]?.reason).toMatch(
      /cannot take over/,
    );
  });

  test("every dimension has to fit: memory and storage too", () => {
    const { units } = serviceKind("compute-node").moves;
    const { storage } = serviceKind("cloud-backup").moves;
    expect(units?.capacity({ vcpu: 16, memoryBytes: gib, storageBytes: 320n * gib })).toBe("2");
    expect(units?.capacity({ vcpu: 16, memoryBytes: 64n * gib, storageBytes: 3n * gib })).toBe("3");
    expect(storage?.capacity({ vcpu: 1, memoryBytes: gib, storageBytes: 1024n * gib })).toBe("819");
  });

  test("units are placed whole, and never more than the machine carries", () => {
    const units = { artefact: "compute-node", meter: "units" };
    expect(placedQuantity(units, "0.863", "4")).toBe("1");
    expect(placedQuantity(units, "5.2", "4")).toBe("4");
    expect(placedQuantity({ artefact: "cloud-backup", meter: "storage" }, "12.5", "819")).toBe("12.5");
  });
});
