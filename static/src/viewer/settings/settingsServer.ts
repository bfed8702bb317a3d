// Saved rendering settings on the server: one's own, those of others, and what was copied.
import { getJson, postForm } from "../../lib/http";
import { isPicture, readImgData, type ImageFacts, type ImgDataJson } from "../imgdata";
import { completeQuery, readRendering } from "../query";
import { isFamily, type Channel, type Rendering } from "../rendering";

export interface Definition {
  readonly id: number;
  readonly owner: { readonly id: number; readonly name: string };
  readonly rendering: Rendering;
  readonly z: number;
  readonly t: number;
}

interface DefinitionJson {
  id: number;
  owner: { id: number; firstName: string; lastName: string };
  z: number;
  t: number;
  model: string;
  c: (Omit<Channel, "lut" | "quantization"> & { lut?: string; family: string; coefficient: number })[];
}

export interface Copied {
  readonly c: string;
  readonly maps: unknown;
  readonly m: string;
  readonly pixel_range: string;
}

export interface Plane {
  readonly z: number;
  readonly t: number;
}

export class SettingsServer {
  constructor(
    private readonly gateway: string,
    private readonly facts: ImageFacts,
  ) {}

  /** As the user's own; false when the server refuses. */
  async save(rendering: Rendering, plane: Plane): Promise<boolean> {
    const search = new URLSearchParams(this.query(rendering, plane));
    return (await postForm<boolean>(`${this.gateway}saveImgRDef/${this.facts.id}/?${search.toString()}`)) === true;
  }

  /** For all images of a container; the numbers of images that took it and that did not, null when it is refused. */
  async saveToAll(rendering: Rendering, plane: Plane, kind: string, id: number): Promise<readonly [number, number] | null> {
    const fields = { ...this.query(rendering, plane), imageId: this.facts.id, toids: id, to_type: kind };
    const answer = await postForm<{ true: number[]; false: number[] } | false>(`${this.gateway}copyImgRDef/`, fields);
    return answer ? [answer.true.length, answer.false.length] : null;
  }

  /** What was computed at import. */
  async imported(): Promise<Rendering | null> {
    const found = readImgData(await getJson<ImgDataJson>(`${this.gateway}imgData/${this.facts.id}/?getDefaults=true`));
    return isPicture(found) ? found.saved : null;
  }

  /** The newest of everybody who has saved any. */
  async definitions(): Promise<readonly Definition[]> {
    const answer = await getJson<{ rdefs?: DefinitionJson[] }>(`${this.gateway}get_image_rdefs_json/${this.facts.id}/`);
    return newest((answer.rdefs ?? []).map(readDefinition));
  }

  async copy(rendering: Rendering, plane: Plane): Promise<void> {
    const query = { ...this.query(rendering, plane), imageId: String(this.facts.id), pixel_range: this.range };
    await getJson(`${this.gateway}copyImgRDef/?${new URLSearchParams(query).toString()}`);
  }

  async copied(): Promise<Copied | null> {
    return (await getJson<{ rdef: Copied | null }>(`${this.gateway}getImgRDef/`)).rdef;
  }

  /** `copied` for this image; null if it is of other channels or another type of pixels. */
  pasted(copied: Copied, current: Rendering): Rendering | null {
    const fits = copied.c.split(",").length === current.channels.length && copied.pixel_range === this.range;
    const { c, maps, m } = copied;
    return fits ? readRendering(new URLSearchParams({ c, maps: JSON.stringify(maps), m: m.slice(0, 1) }), current) : null;
  }

  private get range(): string {
    return this.facts.range.join(":");
  }

  private query(rendering: Rendering, { z, t }: Plane): Record<string, string> {
    const { c, maps, m } = completeQuery(rendering);
    return { c, maps, m, z: String(z + 1), t: String(t + 1) };
  }
}

function newest(all: readonly Definition[]): Definition[] {
  const byOwner = new Map<number, Definition>();
  for (const one of all) {
    const before = byOwner.get(one.owner.id);
    if (!before || before.id < one.id) byOwner.set(one.owner.id, one);
  }
  return [...byOwner.values()];
}

function readDefinition({ id, owner, z, t, model, c }: DefinitionJson): Definition {
  const name = `${owner.firstName} ${owner.lastName}`.trim();
  const rendering: Rendering = { channels: c.map(readChannel), model: model === "greyscale" ? "g" : "c", projection: null };
  return { id, owner: { id: owner.id, name }, rendering, z, t };
}

function readChannel({ active, start, end, color, lut, inverted, family, coefficient }: DefinitionJson["c"][number]): Channel {
  const quantization = { family: isFamily(family) ? family : "linear", coefficient } as const;
  return { active, start, end, color, lut: lut ?? null, inverted, quantization };
}
