// Validates objects of Kubernetes by their schemas: reads a JSON array from standard input, and prints a line for each fault.
// Kinds without a published schema are left to the tests that read them into types of their own.
import { text } from 'node:stream/consumers';

const packages = {
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'cert-manager.io': '@kubernetes-models/cert-manager',
};
const withoutSchema = ['kafka.strimzi.io', 'postgresql.cnpg.io'];

for (const object of JSON.parse(await text(process.stdin))) {
  const { apiVersion, kind, metadata } = object;
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  if (withoutSchema.includes(group)) {
    continue;
  }
  const path = `${packages[group] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
  try {
    const model = await import(path);
    new model[kind](object).validate();
  } catch (e) {
    console.log(`${kind} ${metadata?.name}: ${e.message.replaceAll('\n', ' ')}`);
  }
}
