// @ts-check
// Writes the rules of Prometheus as objects for its operator: node monitoring/source/rules.mjs [FOLDER]. One PrometheusRule for each file of monitoring/rules.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const monitoring = join(dirname(fileURLToPath(import.meta.url)), '..');
const to = process.argv[2] ?? join(monitoring, '..', 'k8s', 'components', 'monitoring', 'rules');
mkdirSync(to, { recursive: true });
for (const file of readdirSync(join(monitoring, 'rules')).filter((f) => f.endsWith('.yml'))) {
  const name = file.slice(0, -'.yml'.length);
  const groups = readFileSync(join(monitoring, 'rules', file), 'utf8').trimEnd().split('\n');
  const lines = [
    `# Made from monitoring/rules/${file} by monitoring/source/rules.mjs: change that, and run it again.`,
    'apiVersion: monitoring.coreos.com/v1',
    'kind: PrometheusRule',
    'metadata:',
    `  name: hazmattrack-${name}`,
    '  labels:',
    '    app.kubernetes.io/name: hazmattrack',
    'spec:',
    // A comment of several lines would be longer by the indentation than lines may be, and is read in the source.
    ...groups.filter((l) => !l.trimStart().startsWith('#')).map((l) => (l === '' ? '' : `  ${l}`)),
  ];
  writeFileSync(join(to, `${name}.yaml`), `${lines.join('\n')}\n`);
}
