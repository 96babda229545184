import { GaugeLarge } from "./gauge-large";
import { GaugeLegend } from "./gauge-legend";
import { GaugeMedium } from "./gauge-medium";
import { GaugePhone } from "./gauge-phone";
import { GaugeSmall } from "./gauge-small";
import { gaugeText } from "./gauge-text";
import type { GaugeData } from "./gauge-types";
import { gaugeGeometry } from "./geometry";

/**
 * The product's idea in one picture: a bar as long as the limit, filled by cloud; what exceeds the limit goes over the
 * crest, violet into the overflow machine's tank where it is carried, red where it is not. L for a card (with
 * `legend`), M for a panel (fills its width), S for a table's cell (160 px). Read out as `gaugeText`. See GaugeData for
 * the figures.
 */
export function Gauge({ size, legend, ...data }: GaugeData & { size: "L" | "M" | "S"; legend?: boolean }) {
  const drawn = gaugeGeometry(data);
  const text = gaugeText(data);
  if (size === "S") return <GaugeSmall drawn={drawn} text={text} />;
  if (size === "M") return <GaugeMedium drawn={drawn} text={text} />;
  return (
    <>
      <div className="@container px-4 pt-1 pb-3.5">
        <div role="img" aria-label={text} className="[print-color-adjust:exact]">
          <GaugeLarge data={data} drawn={drawn} className="hidden @min-[560px]:flex" />
          <GaugePhone data={data} drawn={drawn} className="@min-[560px]:hidden" />
        </div>
      </div>
      {legend ? <GaugeLegend data={data} drawn={drawn} /> : null}
    </>
  );
}
