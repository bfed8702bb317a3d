// Makes dist/icons.svg out of the icons that icons.json names: our name -> name in the icon set.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

const require = createRequire(import.meta.url);
const iconFolder = join(dirname(require.resolve("lucide-static/package.json")), "icons");

export function iconSprite(listPath: string): Plugin {
  return {
    name: "icon-sprite",
    apply: "build",
    buildStart() {
      this.addWatchFile(listPath);
    },
    generateBundle() {
      const names = JSON.parse(readFileSync(listPath, "utf8")) as Record<string, string>;
      this.emitFile({ type: "asset", fileName: "icons.svg", source: sprite(names) });
    },
  };
}

function sprite(names: Record<string, string>): string {
  const symbols = Object.entries(names).map(([name, source]) => symbol(name, source));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

function symbol(name: string, source: string): string {
  const svg = readFileSync(join(iconFolder, `${source}.svg`), "utf8");
  const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1];
  if (!body) throw new Error(`icons.json: ${name}: ${source}.svg holds no drawing`);
  const shapes = body.replace(/\s*\n\s*/g, "");
  return (
    `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
    `stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`
  );
}
