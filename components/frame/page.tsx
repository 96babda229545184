import type { ReactNode } from "react";

/** The page's width: 1216 px for reading, or the whole window (`wide`) for lists and charts. */
export function Page({ wide, children }: { wide?: boolean; children: ReactNode }) {
  return <div className={wide ? "" : "max-w-290"}>{children}</div>;
}
