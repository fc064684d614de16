// @ts-check
// A dashboard as Grafana reads it (schema 39, Grafana 10.4 and later).

/** @typedef {import('./panels.mjs').Panel} Panel */
/** @typedef {import('./panels.mjs').Text} Text */
/** @typedef {'zh-CN' | 'en'} Language */

const datasource = { type: 'prometheus', uid: '${datasource}' };

/** @param {Text} text @param {Language} language */
const say = (text, language) => text[language === 'zh-CN' ? 0 : 1];

/** @param {import('./panels.mjs').Threshold[]} thresholds */
const steps = (thresholds) => [
  { color: 'green', value: null }, ...thresholds.map((t) => ({ color: t.colour, value: t.from })),
];

/** @param {Panel} panel */
const options = (panel) => panel.kind === 'stat'
  ? { colorMode: 'background', graphMode: 'area', reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }, textMode: 'auto' }
  : { legend: { calcs: ['lastNotNull', 'max'], displayMode: 'table', placement: 'bottom', showLegend: true }, tooltip: { mode: 'multi', sort: 'desc' } };

/** @param {Panel} panel */
const custom = (panel) => ({
  fillOpacity: panel.stacked ? 30 : 8,
  lineWidth: 1,
  showPoints: 'never',
  stacking: { mode: panel.stacked ? 'normal' : 'none' },
  thresholdsStyle: { mode: panel.thresholds.length > 0 ? 'line' : 'off' },
});

/** @param {Panel} panel @param {number} id @param {{ x: number, y: number, w: number, h: number }} gridPos @param {Language} language */
const show = (panel, id, gridPos, language) => ({
  id,
  type: panel.kind,
  title: say(panel.title, language),
  description: say(panel.about, language),
  gridPos,
  datasource,
  fieldConfig: {
    defaults: { unit: panel.unit, min: panel.kind === 'stat' ? undefined : 0, thresholds: { mode: 'absolute', steps: steps(panel.thresholds) }, custom: panel.kind === 'stat' ? undefined : custom(panel) },
    overrides: [],
  },
  options: options(panel),
  targets: panel.targets.map((t, i) => ({
    refId: String.fromCharCode(65 + i), datasource, expr: t.expr, legendFormat: say(t.legend, language) || '__auto', instant: false, range: true,
  })),
});

/** @param {string} name @param {string} label @param {string} query */
const variable = (name, label, query) => ({
  name, label, type: 'query', datasource, definition: query, query: { query, refId: name }, refresh: 2, sort: 1,
  includeAll: true, multi: true, allValue: '.+', current: { selected: true, text: ['All'], value: ['$__all'] },
});

/** @param {import('./panels.mjs').Dashboard} source @param {Language} language */
export function dashboard(source, language) {
  const panels = [];
  let [id, y] = [1, 0];
  for (const row of source.rows) {
    panels.push({ id: id++, type: 'row', title: say(row.title, language), collapsed: false, gridPos: { x: 0, y: y++, w: 24, h: 1 }, panels: [] });
    let [x, height] = [0, 0];
    for (const panel of row.panels) {
      const h = panel.kind === 'stat' ? 4 : 8;
      if (x + panel.width > 24) {
        [x, y] = [0, y + height];
      }

      panels.push(show(panel, id++, { x, y, w: panel.width, h }, language));
      [x, height] = [x + panel.width, h];
    }

    y += height;
  }

  return {
    uid: `${source.uid}-${language.toLowerCase()}`,
    title: say(source.title, language),
    description: say(source.about, language),
    tags: ['hazmattrack', language],
    editable: false,
    graphTooltip: 1,
    refresh: '30s',
    schemaVersion: 39,
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    links: [{ type: 'dashboards', title: language === 'zh-CN' ? '其他看板' : 'Other dashboards', tags: ['hazmattrack', language], asDropdown: true, keepTime: true, includeVars: true }],
    templating: {
      list: [
        { name: 'datasource', label: language === 'zh-CN' ? '数据源' : 'Data source', type: 'datasource', query: 'prometheus', current: {}, hide: 0 },
        variable('job', language === 'zh-CN' ? '作业' : 'Job', 'label_values(hazmattrack_build_info, job)'),
        variable('instance', language === 'zh-CN' ? '进程' : 'Instance', 'label_values(hazmattrack_build_info{job=~"$job"}, instance)'),
      ],
    },
    panels,
  };
}
