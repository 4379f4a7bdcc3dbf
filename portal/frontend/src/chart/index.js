import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const ROW = 26; // pixels of a bar that lies, with what is between two
const AROUND = 80;

/** @param {{ label: string } & object} config `label`: what a screen reader says of it; the rest: an option as ECharts documents it */
export function mount(element, { label, ...option }) {
  element.replaceChildren();
  if (option.yAxis.type === 'category') element.style.height = `${option.yAxis.data.length * ROW + AROUND}px`;
  const chart = init(element, null, { renderer: 'svg' });
  const style = getComputedStyle(document.body);
  chart.setOption({
    textStyle: { fontFamily: style.fontFamily },
    animation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    ...option,
  });
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', label);
  new ResizeObserver(() => chart.resize()).observe(element);
}
