const GIB = 1024 ** 3;

export interface Flavor {
  id: string;
  vcpu: number;
  memoryBytes: number;
  storageBytes: number;
  pricePerHour: string;
  currency: string;
}

export interface Image {
  id: string;
  os: string;
  arch: string;
}

const LIST_PRICES = [
  { id: "s1.small", vcpu: 1, memoryGiB: 2, storageGiB: 20, price: 0.016 },
  { id: "s1.medium", vcpu: 2, memoryGiB: 4, storageGiB: 80, price: 0.032 },
  { id: "s1.large", vcpu: 4, memoryGiB: 8, storageGiB: 320, price: 0.064 },
  { id: "bk1.large", vcpu: 2, memoryGiB: 4, storageGiB: 1024, price: 0.071 },
];

/** The flavors on offer. Prices are EUR an hour, the list price times `priceFactor`, as decimal strings. */
export function flavors(priceFactor: number): Flavor[] {
  return LIST_PRICES.map(({ id, vcpu, memoryGiB, storageGiB, price }) => ({
    id,
    vcpu,
    memoryBytes: memoryGiB * GIB,
    storageBytes: storageGiB * GIB,
    pricePerHour: (price * priceFactor).toFixed(6).replace(/0{1,3}$/, ""),
    currency: "EUR",
  }));
}

/** The images on offer: one, because a machine's processes run on the host itself, whatever that is. */
export function images(): Image[] {
  const os = process.platform === "darwin" ? "darwin" : "linux";
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  return [{ id: `sandbox-${os}`, os, arch }];
}
