import { BarChart, HeatmapChart, LineChart, PieChart } from 'echarts/charts';
import { DatasetComponent, GridComponent, LegendComponent, TitleComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { init, registerLocale, use } from 'echarts/core';
import chineseModule from 'echarts/i18n/langZH-obj.js';
import { SVGRenderer } from 'echarts/renderers';
import { isEnglish } from '../i18n/index.js';

use([BarChart, HeatmapChart, LineChart, PieChart, DatasetComponent, GridComponent, LegendComponent, TitleComponent, TooltipComponent, VisualMapComponent, SVGRenderer]);
registerLocale('ZH', chineseModule.default ?? chineseModule);

const COLOURS = ['#1f5fa8', '#2f9e6e', '#d9932f', '#b42318', '#6b5ca5', '#5c6673'];

/** @param {{ option: object, label?: string }} config `option` as ECharts documents it */
export function mount(element, { option, label }) {
  const locale = isEnglish ? 'EN' : 'ZH';
  element.replaceChildren();
  const chart = init(element, null, { renderer: 'svg', locale });
  const reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  chart.setOption({
    color: COLOURS,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    animation: !reducedMotion,
    aria: { enabled: true, ...(label ? { label: { description: label } } : {}) },
    ...option,
  });
  if (label) {
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', label);
  }
  new ResizeObserver(() => chart.resize()).observe(element);
}
