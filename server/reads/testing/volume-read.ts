import type { AppRouter } from "../../trpc/root";

/** What reads of the volume name: a service, its newest instant, and its last hour of the units meter. */
export type VolumeFacts = { service: string; at: Date; hour: { meter: string; from: string; to: string } };
type VolumeApi = ReturnType<AppRouter["createCaller"]>;
/** A hot read of the product, by the name of its test. */
export type VolumeRead = [name: string, read: (api: VolumeApi, facts: VolumeFacts) => Promise<unknown>];
