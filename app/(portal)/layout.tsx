import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AppFrame } from "@/components/frame/app-frame";
import { Switcher } from "@/components/frame/switcher";
import { DemoBanner } from "@/components/identity/demo-banner";
import { ViewingBanner } from "@/components/identity/viewing-banner";
import { LiveProvider } from "@/components/providers/live-provider";
import { TrpcProvider } from "@/components/providers/trpc-provider";
import { homeOf } from "@/server/identity/rules";
import { caller, pageContext, read, toSignIn } from "@/server/trpc/caller";
import { initialsOf, paletteOf, personOf } from "../person";
import { portalNav } from "./nav";

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { user, viewAs, position } = await pageContext();
  if (!user) return toSignIn();
  // Staff who belong to no company have no portal of their own: they look as a customer, or stay in the console.
  if (user.memberships.length === 0 && !(user.staffRole && viewAs)) redirect(homeOf(user));
  const { customer, provider, counts, demo, viewing } = await read((await caller()).frame.portal());
  const rail = (await cookies()).get("spillway-nav")?.value === "rail";
  const nav = portalNav(counts);
  return (
    <TrpcProvider company={customer.id} key={customer.id}>
      <LiveProvider company={customer.id} position={position} zone={customer.timeZone}>
        <AppFrame
          brand={provider}
          home="/overview"
          nav={nav}
          root={{ label: customer.name, href: "/overview" }}
          rail={rail}
          switcher={
            <Switcher
              name={customer.name}
              initials={initialsOf(customer.name)}
              items={
                viewing
                  ? []
                  : user.memberships.map((membership) => ({
                      id: membership.customerId,
                      label: membership.customerName,
                      on: membership.customerId === customer.id,
                      post: { action: "/api/session/company", fields: { customerId: membership.customerId } },
                    }))
              }
            />
          }
          palette={paletteOf(nav, [
            { id: "invite", label: "Invite a colleague", icon: "users", href: "/team", group: "Actions" },
            { id: "new-link", label: "Add a machine", icon: "terminal", href: "/install", group: "Actions" },
          ])}
          search="portal"
          person={personOf(user, user.staffRole ? { href: "/admin", label: "Console" } : undefined)}
          banner={
            <>
              {demo ? <DemoBanner /> : null}
              {viewing ? <ViewingBanner name={customer.name} /> : null}
            </>
          }
          footer={`Provided by ${provider.name}, all times ${customer.timeZone}`}
        >
          {children}
        </AppFrame>
      </LiveProvider>
    </TrpcProvider>
  );
}
