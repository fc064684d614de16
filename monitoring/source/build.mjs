// @ts-check
// Writes the dashboards of Grafana: node monitoring/source/build.mjs [FOLDER]. One folder for each language, zh-CN and en, of the same panels.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import access from './access.mjs';
import alerts from './alerts.mjs';
import { dashboard } from './grafana.mjs';
import ingest from './ingest.mjs';
import judging from './judging.mjs';
import operators from './operators.mjs';
import overview from './overview.mjs';
import stores from './stores.mjs';

const to = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'dashboards');
for (const language of /** @type {const} */ (['zh-CN', 'en'])) {
  mkdirSync(join(to, language), { recursive: true });
  for (const one of [overview, ingest, judging, stores, alerts, operators, access]) {
    writeFileSync(join(to, language, `${one.uid.replace('hazmattrack-', '')}.json`), `${JSON.stringify(dashboard(one, language), null, 1)}\n`);
  }
}
