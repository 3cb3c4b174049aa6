import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import manifest from './package.json' with { type: 'json' };

/** Lays a compressed twin beside every text that the server may send in its place. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async generateBundle(_options, bundle) {
      for (const [fileName, part] of Object.entries(bundle)) {
        if (!/\.(js|css|svg|json)$/.test(fileName)) continue;
        const text = new Blob([part.type === 'chunk' ? part.code : (part.source as BlobPart)]).stream();
        const source = new Uint8Array(await new Response(text.pipeThrough(new CompressionStream('gzip'))).arrayBuffer());
        this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source });
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), compressed()],
  define: { __CLEW_VERSION__: JSON.stringify(manifest.version) },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  build: {
    target: 'es2022',
    // Inlined data: URLs would need wider CSP sources than 'self'.
    assetsInlineLimit: 0,
    // React, Mantine and the Markdown parser are needed by the first page; splitting them would only add round trips.
    chunkSizeWarningLimit: 1000,
  },
});
