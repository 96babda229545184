import type { ReactNode } from "react";
import { LiveState } from "@/components/providers/live-provider";
import { iconButtonClass } from "@/components/ui/button-class";
import { Icon } from "@/components/ui/icon";
import type { MenuAction } from "@/components/ui/menu-list";
import { PageLink } from "@/components/ui/page-link";
import { CommandPalette } from "./command-palette";
import { Crumbs } from "./crumbs";
import { FrameState } from "./frame-state";
import type { Crumb, NavGroup, PaletteItem } from "./frame-types";
import { type Brand, Logo } from "./logo";
import { NavDrawer } from "./nav-drawer";
import { NavList } from "./nav-list";
import { PagePending } from "./page-pending";
import type { SearchScope } from "./palette-search";
import { PersonMenu } from "./person-menu";
import { RailToggle } from "./rail-toggle";
import { ThemeToggle } from "./theme-toggle";

/** The frame of every page, in the layouts of portal and console: navigation, top bar, and the page inside. */
export function AppFrame({
  brand,
  home,
  nav,
  switcher,
  root,
  palette,
  search,
  person,
  helpHref,
  banner,
  footer,
  rail = false,
  children,
}: {
  brand: Brand;
  /** Where the logo leads. */
  home: string;
  nav: NavGroup[];
  /** Under the logo: Switcher. */
  switcher?: ReactNode;
  /** First step of the trail: whose pages these are. */
  root?: Crumb;
  palette: PaletteItem[];
  /** What the palette searches. */
  search: SearchScope;
  person: { name: string; initials: string; items: MenuAction[] };
  helpHref?: string;
  /** Above the top bar: the demo banner, view-as-customer. */
  banner?: ReactNode;
  /** "Provided by Kestrel". */
  footer?: ReactNode;
  /** The cookie `spillway-nav` is `rail`. */
  rail?: boolean;
  children: ReactNode;
}) {
  return (
    // The banner takes its height from the window: a short page then does not scroll.
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-sm focus:bg-raised focus:px-3 focus:py-1.5 focus:text-sm focus:shadow-pop"
      >
        Skip to the page
      </a>
      {banner}
      <FrameState
        rail={rail}
        nav={
          <div data-no-print="" className="border-r border-line max-sm:hidden">
            <div className="sticky top-0 flex h-full max-h-dvh flex-col overflow-y-auto overflow-x-hidden p-3 rail:px-2.5">
              <PageLink
                href={home}
                aria-label={brand.name}
                title={brand.name}
                className="mb-3 flex h-8 flex-none items-center rounded-sm px-2"
              >
                <Logo brand={brand} className="rail:hidden" />
                <Logo brand={brand} markOnly className="hidden rail:block" />
              </PageLink>
              {switcher ? <div className="mb-3 flex-none">{switcher}</div> : null}
              <nav aria-label="Main">
                <NavList groups={nav} />
              </nav>
              <div className="mt-auto flex items-end gap-2 p-2 pr-0 pt-6 text-xs text-ink-3 rail:p-0">
                <span className="min-w-0 flex-1 pb-1.5 rail:hidden">{footer}</span>
                <RailToggle />
              </div>
            </div>
          </div>
        }
      >
        <div className="min-w-0">
          <header
            data-no-print=""
            className="sticky top-0 z-20 flex h-12 items-center gap-3 border-b border-line bg-canvas pr-6 pl-7 text-sm max-sm:h-13 max-sm:gap-2 max-sm:bg-surface max-sm:px-3"
          >
            <NavDrawer brand={brand} groups={nav} switcher={switcher} footer={footer} />
            <Logo brand={brand} markOnly className="flex-none sm:hidden" />
            <Crumbs root={root} groups={nav} />
            <CommandPalette items={palette} search={search} />
            <ThemeToggle />
            {helpHref ? (
              <PageLink href={helpHref} aria-label="Help" title="Help" className={`${iconButtonClass} max-sm:hidden`}>
                <Icon name="help" />
              </PageLink>
            ) : null}
            <PersonMenu {...person} />
          </header>
          <main
            id="main"
            tabIndex={-1}
            className="w-full px-7 pt-6 pb-10 outline-none max-sm:px-4 max-sm:pt-4 max-sm:pb-8 lg:rail-sheet:pr-106 rail-sheet:pb-26"
          >
            <LiveState />
            <PagePending groups={nav}>{children}</PagePending>
          </main>
        </div>
      </FrameState>
    </div>
  );
}
