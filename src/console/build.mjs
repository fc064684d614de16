// Bundles the page into dist/: index.html, app.js, app.css, and the worker that prepares the map's data. Called by the server's build.
import { build } from 'esbuild';
import { copyFile, mkdir, rm } from 'node:fs/promises';

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await build({
    entryPoints: { app: 'src/main.ts', 'map-worker': 'maplibre-gl/dist/maplibre-gl-worker.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: 'dist',
    legalComments: 'linked',
    logLevel: 'warning',
});
await copyFile('index.html', 'dist/index.html');
await copyFile('icon.svg', 'dist/icon.svg');
