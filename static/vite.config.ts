// Builds src/ into dist/: one bundle per entry, hashed names, a manifest for the server, one icon sprite.
import { defineConfig } from "vite";
import { iconSprite } from "./tools/iconSprite";

export default defineConfig({
  base: "",
  publicDir: false,
  plugins: [iconSprite("src/icons.json")],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    sourcemap: false,
    target: "es2022",
    // light-dark() and nesting are in every browser we support; nothing must be rewritten.
    cssTarget: "esnext",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        shell: "src/shell/main.ts",
        webclient: "src/webclient/main.ts",
        viewer: "src/viewer/main.ts",
      },
    },
  },
});
