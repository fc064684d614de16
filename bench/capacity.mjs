// What a deployment needs, from measured figures and stated assumptions. `node bench/capacity.mjs` prints the tables of docs/capacity.md.
// Each figure names where it was measured (bench/README.md), or that it is assumed.

const measured = {
  trackerCpuPerReport: [6.2, 'µs', 'CPU of a report, live, 100,000 vehicles, the embedded broker and stores included (throughput: 3.5 to 6.2 µs)'],
  gatewayCpuPerReport: [10, 'µs', 'CPU of a report by HTTP in bodies of 500, with an operator’s key, clients included (access)'],
  lookCpu: [560, 'µs', 'CPU of a vehicle or track that is read and recorded, clients included (access)'],
  asleepBytes: [305, 'B', 'memory of a known vehicle without a report for Ingest:SleepAfter (memory)'],
  awakeBytes: [6702, 'B', 'memory of a vehicle that reports (memory)'],
  pointBytes: [5.74, 'B', 'a point of history with all indexes (history)'],
  hotBytes: [600, 'B', 'a vehicle in Redis: where it is, last fix, packed state (memory)'],
};
const assumed = {
  interval: [10, 's', 'between two reports of a vehicle that moves'],
  moving: [0.6, '', 'share of the vehicles that move in the busiest hour'],
  hoursMoving: [10, 'h', 'a vehicle moves in a day'],
  peak: [3, '', 'times the busiest hour: what a network delivers that comes back'],
  load: [0.5, '', 'share of a core that is used at that peak'],
  processBytes: [400, 'MB', 'memory of a process before its first vehicle'],
  logBytes: [120, 'B', 'a record of positions on one broker'],
  logHours: [72, 'h', 'positions stay in Kafka'],
  replicas: [3, '', 'brokers that have each record'],
  keepDays: [184, 'd', 'History:Keep'],
  storeSlack: [1.5, '', 'journals, write-ahead log and room to vacuum, as a factor'],
  alertsPerVehicleDay: [2, '', 'crossings and violations of a vehicle in a day'],
  alertBytes: [3000, 'B', 'an alert with its events'],
  alertDays: [1096, 'd', 'Alerts:Keep'],
  looksPerInspector: [0.5, 'per second', 'calls of a page that is open'],
  vehiclesPerInspector: [100, '', 'vehicles that one inspector watches'],
  mostPerSilo: [100_000, 'per second', 'reports that one silo is planned for'],
};
const sizes = [['city', '城市', 4_000], ['province', '省', 30_000], ['Delta', '长三角', 80_000], ['nation', '全国', 350_000]];

const v = (table, name) => table[name][0];
const m = (name) => v(measured, name);
const a = (name) => v(assumed, name);
const up = (x, to = 1) => Math.max(to, Math.ceil(x / to) * to);
const gb = (bytes) => (bytes < 10e9 ? Math.max(0.1, bytes / 1e9).toFixed(1) : Math.round(bytes / 1e9).toLocaleString('en'));

function plan(vehicles) {
  const busy = (vehicles * a('moving')) / a('interval');
  const peak = busy * a('peak');
  const silos = 1 + Math.max(2, Math.ceil(peak / a('mostPerSilo')));
  const points = (vehicles * a('hoursMoving') * 3600) / a('interval');
  const looks = (vehicles / a('vehiclesPerInspector')) * a('looksPerInspector');
  const awake = vehicles * a('moving');
  return {
    'reports a second, busiest hour / peak': `${Math.round(busy).toLocaleString('en')} / ${Math.round(peak).toLocaleString('en')}`,
    'trackers, one of them to spare': silos,
    'cores of all trackers': up((peak * m('trackerCpuPerReport') * 1e-6) / a('load')),
    'memory of a tracker while one is lost, GB': gb((a('processBytes') * 1e6) + (2 * (vehicles * m('asleepBytes') + awake * m('awakeBytes'))) / (silos - 1)),
    'partitions of positions': up(silos * 4, 12),
    'gateways / cores of all': `2 / ${up((peak * m('gatewayCpuPerReport') * 1e-6) / a('load'))}`,
    'webs / cores of all': `${Math.max(2, Math.ceil(looks / 1000))} / ${up((looks * m('lookCpu') * 1e-6) / a('load'))}`,
    'Redis, GB': gb(vehicles * m('hotBytes') * 2),
    'PostgreSQL: history, GB': gb(points * m('pointBytes') * a('keepDays') * a('storeSlack')),
    'PostgreSQL: alerts, GB': gb(vehicles * a('alertsPerVehicleDay') * a('alertBytes') * a('alertDays')),
    'Kafka, each of 3 brokers, GB': gb((points * a('logBytes') * (a('logHours') / 24) * a('replicas')) / 3),
  };
}

const plans = sizes.map(([, , vehicles]) => plan(vehicles));
const rows = (table) => Object.values(table).map(([value, unit, what]) => `| ${what} | ${value.toLocaleString('en')}${unit === '' ? '' : ` ${unit}`} |`);
console.log([
  `| | ${sizes.map(([name, chinese]) => `${name} ${chinese}`).join(' | ')} |`,
  `|---|${sizes.map(() => '--:').join('|')}|`,
  `| vehicles | ${sizes.map(([, , vehicles]) => vehicles.toLocaleString('en')).join(' | ')} |`,
  ...Object.keys(plans[0]).map((what) => `| ${what} | ${plans.map((p) => p[what]).join(' | ')} |`),
  '',
  '| measured | |',
  '|---|--:|',
  ...rows(measured),
  '',
  '| assumed | |',
  '|---|--:|',
  ...rows(assumed),
].join('\n'));
