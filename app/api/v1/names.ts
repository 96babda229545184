import { listServices } from "@/server/catalogue/queries";
import { listClouds } from "@/server/clouds/queries";
import type { Context } from "@/server/context";
import { notFound } from "@/server/errors";

export type Slugs = Awaited<ReturnType<typeof slugs>>;

/** Programs name services and host clouds by slug; rows hold ids. */
export async function slugs(ctx: Context) {
  const services = (await listServices(ctx)).map(({ service }) => service);
  const clouds = await listClouds(ctx);
  return {
    service: (id: string): string => services.find((one) => one.id === id)?.slug ?? id,
    cloud: (id: string | null): string | null => clouds.find((one) => one.id === id)?.slug ?? id,
    /** The id of a service by its slug. @throws not_found */
    serviceId(slug: string | undefined): string | undefined {
      if (slug === undefined) return undefined;
      const found = services.find((one) => one.slug === slug || one.id === slug);
      if (!found) throw notFound("service", slug);
      return found.id;
    },
    /** The id of a host cloud by its slug; `on-premises` stands for none. @throws not_found */
    cloudId(slug: string | undefined): string | undefined {
      if (slug === undefined || slug === "on-premises") return slug;
      const found = clouds.find((one) => one.slug === slug || one.id === slug);
      if (!found) throw notFound("host cloud", slug);
      return found.id;
    },
  };
}
