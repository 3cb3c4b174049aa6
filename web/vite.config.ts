import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };

export default defineConfig({
  plugins: [react()],
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
