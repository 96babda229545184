import type { ComponentType, ReactNode } from "react";
import { cx } from "./cx";
import { LinkButton } from "./link-button";
import { Menu } from "./menu";
import { BodyCell, cellClass, columnClass, HeadCell, headClass } from "./table-cells";
import { TableFrame } from "./table-frame";
import type { Column, Row, TableFoot } from "./table-types";

/**
 * A table rendered on the server. Rows link (`row.href`), carry a menu, may open (`row.detail`). `empty` takes the
 * place of the table when there is no row: heads over nothing inform nobody, and on a phone they would push the words
 * aside. `total` is the last line in bold. With `selectable` inside a Selection, rows carry boxes for bulk actions. It
 * stands in a flush Card or alone (`bare` leaves the card off).
 */
export function DataTable({
  label,
  columns,
  rows,
  empty,
  foot,
  total,
  bare,
  selectable,
  className,
}: {
  label: string;
  columns: Column[];
  rows: Row[];
  empty?: ReactNode;
  foot?: TableFoot;
  total?: Record<string, ReactNode>;
  bare?: boolean;
  /** The boxes, from who needs them: no other table's page loads their script. */
  selectable?: { All: ComponentType<{ ids: string[] }>; Row: ComponentType<{ id: string; name: string }> };
  className?: string;
}) {
  if (rows.length === 0 && empty) return <EmptyTable {...{ label, bare, foot, className }}>{empty}</EmptyTable>;
  const actions = rows.some((row) => row.menu || row.action);
  const still =
    !actions &&
    !selectable &&
    !rows.some((row) => row.href) &&
    !foot?.csvHref &&
    !columns.some((column) => column.sortHref);
  const width = columns.length + (actions ? 1 : 0) + (selectable ? 1 : 0);
  const boxed = rows.filter((row) => row.selectable !== false).map((row) => row.id);
  const under = columns.find(({ fold }) => fold === "under");
  return (
    <TableFrame {...(still && scrollable(label))} className={cx(!bare && "card", className)}>
      <table aria-label={label} className="w-full border-separate border-spacing-0 text-sm">
        <thead>
          <tr>
            {selectable ? (
              <th className={cx(headClass, "w-9.5")}>{boxed.length > 0 ? <selectable.All ids={boxed} /> : null}</th>
            ) : null}
            {columns.map((column, at) => (
              <HeadCell key={column.key} column={column} under={at === 0 ? under : undefined} />
            ))}
            {actions ? (
              <th className={cx(headClass, "w-10")}>
                <span className="sr-only">Actions</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>td]:border-b-0">
          {rows.flatMap((row) => [
            <tr
              key={row.id}
              aria-selected={row.selected || undefined}
              className={cx(
                "relative",
                row.selected ? "bg-selected" : row.href && "hover:bg-hover",
                selectable && "has-[[data-select-row]:checked]:bg-selected",
              )}
            >
              {selectable ? (
                <td className={cx(cellClass, "py-0!")}>
                  {row.selectable === false ? null : <selectable.Row id={row.id} name={row.name ?? row.id} />}
                </td>
              ) : null}
              {columns.map((column, at) => (
                <BodyCell
                  key={column.key}
                  column={column}
                  content={row.cells[column.key]}
                  href={at === 0 ? row.href : undefined}
                  above={under !== undefined}
                />
              ))}
              {actions ? (
                <td className={cx(cellClass, "py-0! text-right")}>
                  <span className="relative z-1 inline-flex align-middle">
                    {row.action ?? (row.menu ? <Menu label={`Actions for ${row.id}`} items={row.menu} /> : null)}
                  </span>
                </td>
              ) : null}
            </tr>,
            row.detail ? (
              <tr key={`${row.id}-detail`}>
                <td colSpan={width} className="border-b border-line px-4 pb-4 max-sm:px-2">
                  {row.detail}
                </td>
              </tr>
            ) : null,
          ])}
          {rows.length === 0 ? (
            <tr>
              <td colSpan={width}>
                <p className="px-4 py-6 text-ink-3">Nothing here.</p>
              </td>
            </tr>
          ) : null}
        </tbody>
        {total ? (
          <tfoot>
            <tr>
              {selectable ? <td className={totalClass} /> : null}
              {columns.map((column) => (
                <td key={column.key} className={cx(totalClass, columnClass(column))}>
                  {total[column.key]}
                </td>
              ))}
              {actions ? <td className={totalClass} /> : null}
            </tr>
          </tfoot>
        ) : null}
      </table>
      {foot && (rows.length > 0 || foot.previousHref) ? <Foot {...foot} /> : null}
    </TableFrame>
  );
}

/** The words in place of a table without rows; behind the last page the way back stays. */
function EmptyTable({
  label,
  bare,
  foot,
  className,
  children,
}: {
  label: string;
  bare?: boolean;
  foot?: TableFoot;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section aria-label={label} className={cx(!bare && "card", className)}>
      {children}
      {foot?.previousHref ? <Foot {...foot} /> : null}
    </section>
  );
}

/** Where nothing in a table takes the focus, the keyboard has to get hold of what scrolls. */
const scrollable = (label: string) => ({ role: "region", "aria-label": label, tabIndex: 0 });

const totalClass = "h-9 border-t border-line-strong px-2 py-1.75 font-[620] whitespace-nowrap first:pl-4 last:pr-4";

function Foot({ summary, previousHref, nextHref, csvHref }: TableFoot) {
  return (
    <div className="sticky left-0 flex min-h-11 flex-wrap items-center gap-3 border-t border-line px-4 py-2 text-xs text-ink-3">
      <span>{summary}</span>
      <span className="ml-auto flex items-center gap-2">
        {csvHref ? (
          <LinkButton href={csvHref} download kind="quiet" size="small" icon="download">
            CSV
          </LinkButton>
        ) : null}
        {previousHref || nextHref ? (
          <>
            <LinkButton href={previousHref ?? "#"} size="small" disabled={!previousHref}>
              Previous
            </LinkButton>
            <LinkButton href={nextHref ?? "#"} size="small" disabled={!nextHref}>
              Next
            </LinkButton>
          </>
        ) : null}
      </span>
    </div>
  );
}
