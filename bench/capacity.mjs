// What a deployment needs, from measured figures and stated assumptions. `node bench/capacity.mjs` prints the tables of docs/capacity.md;
// `node bench/capacity.mjs VEHICLES` the plan for so many as JSON, by which a test holds the sizes of the overlays in k8s.
// Each figure names where it was measured (bench/README.md), or that it is assumed.

const measured = {
  trackerCpuPerReport: [6.2, 'µs', 'CPU of a report, live, 100,000 vehicles, the embedded broker and stores included (throughput: 3.5 to 6.2 µs)'],
  gatewayCpuPerReport: [10, 'µs', 'CPU of a report by HTTP in bodies of 500, with an operator’s key, clients included (access)'],
  lookCpu: [560, 'µs', 'CPU of a vehicle or track that is read and recorded, clients included (access)'],
  asleepBytes: [305, 'B', 'memory of a known vehicle without a report for Ingest:SleepAfter (memory)'],
  awakeBytes: [6702, 'B', 'memory of a vehicle that reports (memory)'],
  pointBytes: [5.74, 'B', 'a point of history with all indexes (history)'],
  auditBytes: [809, 'B', 'a look at one vehicle in the audit record with all indexes (size of the audit record)'],
  namedBytes: [165, 'B', 'a vehicle that an entry for a list names, with all indexes (size of the audit record)'],
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
  operatorShare: [1, '', 'share of the reports that come by the topics of operators'],
  operatorHours: [168, 'h', 'records stay in the topics of operators: the default of brokers'],
  eventBytes: [6000, 'B', 'the events of an alert on topic alerts, each with what the database stores of it'],
  eventHours: [720, 'h', 'events stay in topic alerts'],
  replicas: [3, '', 'brokers that have each record'],
  keepDays: [184, 'd', 'History:Keep'],
  storeSlack: [1.5, '', 'journals, write-ahead log and room to vacuum, as a factor'],
  alertsPerVehicleDay: [2, '', 'crossings and violations of a vehicle in a day'],
  alertBytes: [3000, 'B', 'an alert with its events'],
  alertDays: [1096, 'd', 'Alerts:Keep'],
  pagesOpen: [2, '', 'pages that are open day and night in each province and show all its vehicles'],
  namedAgain: [60, 'min', 'after this time the audit record names a vehicle again that a page shows all the while, once for each web that answers the page'],
  lookedAtPerDay: [100, '', 'vehicles, tracks and alerts that an inspector opens in a day'],
  auditDays: [1827, 'd', 'Audit:Keep'],
  documentsPerYear: [6, '', 'permits and routes filed for a vehicle in a year; none is ever deleted'],
  documentBytes: [4000, 'B', 'a document with its indexes'],
  documentYears: [5, '', 'years of documents that are planned for'],
  accessBytes: [1000, 'B', 'a vehicle in the tables of access: its registration, and its share of keys and sessions'],
  vehiclesPerOperator: [50, '', 'vehicles of a transport operator'],
  lettersPerOperatorDay: [100, '', 'refused reports that are kept for an operator and a day (DeadLetters:MostPerDay allows 1,000)'],
  letterBytes: [1500, 'B', 'a refused report with its indexes'],
  letterDays: [30, 'd', 'DeadLetters:Keep'],
  vehiclesPerSubscription: [2000, '', 'vehicles to a webhook or mailbox'],
  deliveries: [20_000, '', 'events of one that wait or are dead letters at most (Subscriptions:MostWaiting, MostDeadLetters); one that was delivered is deleted'],
  deliveryBytes: [500, 'B', 'such an event with its indexes'],
  backupDays: [30, 'd', 'base backups of PostgreSQL are kept, one a day'],
  backupShare: [0.4, '', 'size of a base backup, which is compressed, of that of the tables'],
  spare: [0.2, '', 'share of a disk that stays free'],
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

/** Bytes a day of a page that stays open and shows so many. */
const pageBytes = (vehicles) => vehicles * ((24 * 60) / a('namedAgain')) * websFor(vehicles) * m('namedBytes');
const websFor = (vehicles) => Math.max(2, Math.ceil(callsOf(vehicles) / 1000));
const callsOf = (vehicles) => (vehicles / a('vehiclesPerInspector')) * a('looksPerInspector');

/** Bytes of the tables of PostgreSQL after so many days. */
function tables(vehicles, days) {
  const perDay = {
    history: [((vehicles * a('hoursMoving') * 3600) / a('interval')) * m('pointBytes') * a('storeSlack'), a('keepDays')],
    alerts: [vehicles * a('alertsPerVehicleDay') * a('alertBytes'), a('alertDays')],
    audit: [
      a('pagesOpen') * pageBytes(vehicles) + (vehicles / a('vehiclesPerInspector')) * a('lookedAtPerDay') * m('auditBytes'),
      a('auditDays'),
    ],
    documents: [(vehicles * a('documentsPerYear') * a('documentBytes')) / 365, a('documentYears') * 365],
    letters: [(vehicles / a('vehiclesPerOperator')) * a('lettersPerOperatorDay') * a('letterBytes'), a('letterDays')],
  };
  const bytes = Object.fromEntries(Object.entries(perDay).map(([table, [rate, keep]]) => [table, rate * Math.min(keep, days)]));
  const deliveries = (vehicles / a('vehiclesPerSubscription')) * a('deliveries') * a('deliveryBytes');
  return { ...bytes, others: vehicles * a('accessBytes') + bytes.documents + bytes.letters + deliveries };
}

/** Bytes of a disk for so many, with some to spare. */
const disk = (bytes) => bytes / (1 - a('spare'));
const sum = ({ history, alerts, audit, others }) => history + alerts + audit + others;

function plan(vehicles) {
  const busy = (vehicles * a('moving')) / a('interval');
  const peak = busy * a('peak');
  const trackers = 1 + Math.max(2, Math.ceil(peak / a('mostPerSilo')));
  const points = (vehicles * a('hoursMoving') * 3600) / a('interval');
  const looks = callsOf(vehicles);
  const awake = vehicles * a('moving');
  const log = points * a('logBytes') * (a('logHours') + a('operatorShare') * a('operatorHours'));
  const events = vehicles * a('alertsPerVehicleDay') * a('eventBytes') * a('eventHours');
  return {
    vehicles,
    busy,
    peak,
    trackers,
    trackerCores: up((peak * m('trackerCpuPerReport') * 1e-6) / a('load')),
    trackerBytes: a('processBytes') * 1e6 + (2 * (vehicles * m('asleepBytes') + awake * m('awakeBytes'))) / (trackers - 1),
    partitions: up(trackers * 4, 12),
    gateways: 2,
    gatewayCores: up((peak * m('gatewayCpuPerReport') * 1e-6) / a('load')),
    webs: websFor(vehicles),
    webCores: up((looks * m('lookCpu') * 1e-6) / a('load')),
    redisBytes: vehicles * m('hotBytes') * 2,
    tables: tables(vehicles, Infinity),
    postgresFirstYear: disk(sum(tables(vehicles, 365))),
    backupsFirstYear: disk(sum(tables(vehicles, 365)) * a('backupShare') * (a('backupDays') + 1)),
    postgres: disk(sum(tables(vehicles, Infinity))),
    kafka: disk(((log + events) / 24) * a('replicas')),
  };
}

const count = (x) => Math.round(x).toLocaleString('en');
const shown = {
  'reports a second, busiest hour / peak': (p) => `${count(p.busy)} / ${count(p.peak)}`,
  'trackers, one of them to spare': (p) => p.trackers,
  'cores of all trackers': (p) => p.trackerCores,
  'memory of a tracker while one is lost, GB': (p) => gb(p.trackerBytes),
  'partitions of positions': (p) => p.partitions,
  'gateways / cores of all': (p) => `${p.gateways} / ${p.gatewayCores}`,
  'webs / cores of all': (p) => `${p.webs} / ${p.webCores}`,
  'Redis, GB': (p) => gb(p.redisBytes),
  'PostgreSQL: history, GB': (p) => gb(p.tables.history),
  'PostgreSQL: alerts, GB': (p) => gb(p.tables.alerts),
  'PostgreSQL: the audit record, GB': (p) => gb(p.tables.audit),
  'audit record of one page that shows all vehicles day and night, GB a year': (p) => gb(365 * pageBytes(p.vehicles)),
  'PostgreSQL: documents, access, refused reports, deliveries, GB': (p) => gb(p.tables.others),
  '**disk of PostgreSQL for the first year, GB**': (p) => gb(p.postgresFirstYear),
  'disk of PostgreSQL once all is as old as it is kept, GB': (p) => gb(p.postgres),
  'disk of base backups for the first year, GB; the archived log comes on top': (p) => gb(p.backupsFirstYear),
  'disk of Kafka, each of 3 brokers, GB': (p) => gb(p.kafka / 3),
};

if (process.argv[2] !== undefined) {
  if (!(Number(process.argv[2]) > 0)) {
    console.error(`'${process.argv[2]}' is no number of vehicles. node bench/capacity.mjs 30000`);
    process.exit(2);
  }

  const values = Object.fromEntries(Object.entries({ ...measured, ...assumed }).map(([name, [value]]) => [name, value]));
  console.log(JSON.stringify({ ...plan(Number(process.argv[2])), values }));
  process.exit();
}

const plans = sizes.map(([, , vehicles]) => plan(vehicles));
const rows = (table) => Object.values(table).map(([value, unit, what]) => `| ${what} | ${value.toLocaleString('en')}${unit === '' ? '' : ` ${unit}`} |`);
console.log([
  `| | ${sizes.map(([name, chinese]) => `${name} ${chinese}`).join(' | ')} |`,
  `|---|${sizes.map(() => '--:').join('|')}|`,
  `| vehicles | ${plans.map((p) => count(p.vehicles)).join(' | ')} |`,
  ...Object.entries(shown).map(([what, of]) => `| ${what} | ${plans.map(of).join(' | ')} |`),
  '',
  '| measured | |',
  '|---|--:|',
  ...rows(measured),
  '',
  '| assumed | |',
  '|---|--:|',
  ...rows(assumed),
].join('\n'));
