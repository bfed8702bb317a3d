// Where the picture of the overview comes from: the plane itself, the smallest level, or the thumbnail.
import type { ImageFacts } from "./imgdata";
import { layoutOf } from "./layout";
import type { Overview } from "./overview";
import type { Page } from "./page";
import type { ShownPicture } from "./painter";
import { tileAddress } from "./planeAddress";
import { loadPicture } from "./requests";

let loading = new AbortController();

/** Shows it when it is there. An overview that cannot be loaded stays as it is: the picture itself tells of trouble. */
export function showOverview(overview: Overview, facts: ImageFacts, page: Page, shown: ShownPicture): void {
  loading.abort();
  if (shown.overview) return overview.show(shown.overview);
  loading = new AbortController();
  loadPicture(overviewAddress(facts, page, shown), loading.signal).then(
    (picture) => overview.show(picture),
    () => undefined,
  );
}

function overviewAddress(facts: ImageFacts, page: Page, { plane }: ShownPicture): string {
  const layout = layoutOf(facts, false);
  const smallest = layout.levels.length - 1;
  const size = layout.levels[smallest];
  const fits = size && size.width <= layout.tile.width && size.height <= layout.tile.height;
  return fits ? tileAddress(page.renderers, plane, layout, [smallest, 0, 0]) : page.thumbnail;
}
