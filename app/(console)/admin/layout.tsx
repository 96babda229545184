import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AppFrame } from "@/components/frame/app-frame";
import { staffZone } from "@/components/frame/staff-zone";
import { Switcher } from "@/components/frame/switcher";
import { DemoBanner } from "@/components/identity/demo-banner";
import { LiveProvider } from "@/components/providers/live-provider";
import { TrpcProvider } from "@/components/providers/trpc-provider";
import { caller, pageContext, read, toSignIn } from "@/server/trpc/caller";
import { initialsOf, paletteOf, personOf } from "../../person";
import { consoleNav } from "./nav";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { user, position } = await pageContext();
  if (!user) return toSignIn();
  if (!user.staffRole) redirect("/forbidden");
  const { provider, counts, demo } = await read((await caller()).frame.console());
  const rail = (await cookies()).get("spillway-nav")?.value === "rail";
  const nav = consoleNav(counts);
  const own = user.memberships.length > 0 ? { href: "/overview", label: "Your company's portal" } : undefined;
  return (
    <TrpcProvider>
      <LiveProvider company={null} position={position} zone={staffZone}>
        <AppFrame
          brand={provider}
          home="/admin"
          nav={nav}
          root={{ label: provider.name, href: "/admin" }}
          rail={rail}
          switcher={<Switcher name={provider.name} initials={initialsOf(provider.name)} />}
          palette={paletteOf(nav, [
            {
              id: "invite",
              label: "Invite a customer",
              icon: "building",
              href: "/admin/customers/invite",
              group: "Actions",
            },
          ])}
          search="console"
          person={personOf(user, own)}
          banner={demo ? <DemoBanner /> : null}
          footer={`Signed in as ${user.staffRole} of ${provider.name}, all times ${staffZone}`}
        >
          {children}
        </AppFrame>
      </LiveProvider>
    </TrpcProvider>
  );
}
