import { inArray, sql } from "drizzle-orm";
import { artefacts, services } from "@/db/schema";
import type { Context } from "../context";
import { shippedServices } from "../services/shipped-services";

/**
 * Programs that machines of the shipped services need and the portal does not hold for Linux, because its own host had
 * none when it started: by the service's slug. A machine is then set up only if it has the program, or can install it.
 */
export async function missingPrograms(ctx: Context): Promise<ReadonlyMap<string, string[]>> {
  const needed = shippedServices.map(({ slug, artefacts: files }) => ({
    slug,
    programs: files.flatMap((file) => ("program" in file ? [file.name] : [])),
  }));
  const held = await ctx.tx
    .selectDistinct({ slug: services.slug, name: artefacts.name })
    .from(artefacts)
    .innerJoin(services, sql`${services.id} = ${artefacts.serviceId}`)
    .where(inArray(artefacts.os, ["any", "linux"]));
  const isHeld = (slug: string, name: string) => held.some((one) => one.slug === slug && one.name === name);
  return new Map(needed.map(({ slug, programs }) => [slug, programs.filter((name) => !isHeld(slug, name))]));
}
