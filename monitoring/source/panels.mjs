// @ts-check
// What a dashboard is made of. Each text is in both languages: Chinese first, then English.

/** @typedef {[chinese: string, english: string]} Text */
/** @typedef {{ expr: string, legend: Text }} Target */
/**
 * @typedef {object} Panel
 * @property {'timeseries' | 'stat' | 'heatmap'} kind
 * @property {Text} title
 * @property {Text} about
 * @property {Unit} unit
 * @property {Target[]} targets
 * @property {number} width of 24
 * @property {Threshold[]} thresholds
 * @property {boolean} [stacked]
 */
/** @typedef {{ from: number, colour: 'green' | 'orange' | 'red' }} Threshold */
/** @typedef {{ uid: string, title: Text, about: Text, rows: { title: Text, panels: Panel[] }[] }} Dashboard */
/** @typedef {'short' | 's' | 'reqps' | 'percentunit' | 'bytes' | 'none' | 'dateTimeFromNow'} Unit */

/** The chosen processes of a metric, with further conditions. @param {string} metric @param {string} [more] */
export const of = (metric, more = '') => `${metric}{job=~"$job", instance=~"$instance"${more && `, ${more}`}}`;

/** @param {string} metric @param {string} [more] */
export const rate = (metric, more) => `rate(${of(metric, more)}[$__rate_interval])`;

/** The increase over the window that the page shows. @param {string} metric @param {string} [more] */
export const increase = (metric, more) => `increase(${of(metric, more)}[$__range])`;

/** A quantile of a histogram. @param {number} q @param {string} metric @param {string} [by] @param {string} [more] */
export const quantile = (q, metric, by, more) =>
  `histogram_quantile(${q}, sum by (${by ? `${by}, ` : ''}le) (${rate(`${metric}_bucket`, more)}))`;

/** @param {string} expr @param {string | Text} legend @returns {Target} */
export const target = (expr, legend) => ({ expr, legend: typeof legend === 'string' ? [legend, legend] : legend });

/** p50 and p99 of a histogram. @param {string} metric @param {string} [more] @returns {Target[]} */
export const spread = (metric, more) => [
  target(quantile(0.5, metric, undefined, more), 'p50'), target(quantile(0.99, metric, undefined, more), 'p99'),
];

/**
 * @param {Text} title @param {Text} about @param {Unit} unit @param {Target | Target[]} targets @param {Partial<Panel>} [more]
 * @returns {Panel}
 */
export const graph = (title, about, unit, targets, more = {}) => ({
  kind: 'timeseries', title, about, unit, targets: [targets].flat(), width: 12, thresholds: [], ...more,
});

/**
 * One number, green until a threshold.
 * @param {Text} title @param {Text} about @param {Unit} unit @param {string} expr @param {Threshold[]} [thresholds]
 * @returns {Panel}
 */
export const number = (title, about, unit, expr, thresholds = []) => ({
  kind: 'stat', title, about, unit, targets: [target(expr, '')], width: 4, thresholds,
});

/** @param {number} from */
export const red = (from) => ({ from, colour: /** @type {const} */ ('red') });

/** @param {number} from */
export const orange = (from) => ({ from, colour: /** @type {const} */ ('orange') });
