// Tree, contents and inspector in step with each other and with the address.
import { create, icon, need, on } from "../lib/dom";
import { actionById, type Target } from "./actions/action";
import { runShortcut } from "./actions/all";
import { openContextMenu } from "./actions/contextMenu";
import { putInto } from "./actions/links";
import { address } from "../lib/http";
import { message } from "../lib/messages";
import { toastError } from "../lib/toast";
import { getPath, scopeOf, type Scope } from "./api";
import { announce, onChange, type ObjectsChanged } from "./changes";
import { startCentrePanels } from "./centrePanels";
import { showPart } from "./columns";
import { ImageGrid, type GridChoice } from "./grid/imageGrid";
import { showInspector } from "./inspect/place";
import { loadInto } from "./places";
import { PlateGrid, type WellChoice } from "./plate/plateGrid";
import { parseRef, parseShow, stepRef } from "./refs";
import type { TreeNode } from "./tree/model";
import { loadTop, loadTopTags } from "./tree/load";
import { Tree } from "./tree/tree";
import { startUploads } from "./upload/start";

const SETTLE = 80;
const MOST_IN_ADDRESS = 40;
const HOLDERS = new Set(["project", "dataset", "screen", "plate", "acquisition", "orphaned", "tag", "tagset"]);

export class Explore {
  private readonly tree: Tree;
  private readonly tags: Tree;
  private readonly contents: HTMLElement;
  private readonly inspector: HTMLElement;
  private container: string;
  private items: string[];
  private timer = 0;

  constructor(private readonly root: HTMLElement) {
    this.contents = need("#contents", root);
    this.inspector = need("#inspector", root);
    this.container = root.dataset["container"] ?? "";
    this.items = parseShow(root.dataset["show"] ?? "");
    this.tree = this.makeTree("#tree-explore .tree-place", message("tree.label"), (old) =>
      loadTop(old.find((node) => node.kind === "orphaned"), this.scope, this.userId),
    );
    this.tags = this.makeTree("#tree-tags .tree-place", message("tree.tags"), () => loadTopTags(this.scope, this.userId));
    startCentrePanels(this.contents);
    onChange((change) => void this.apply(change).catch(toastError));
    this.listen();
    startUploads(root, () => this.uploadTarget());
    if (location.pathname.endsWith("/usertags/")) need<HTMLElement>("#tab-tags", root).click();
    if (this.container) void this.revealShown().catch(toastError);
    if (this.items.length > 1) this.loadInspector();
  }

  private makeTree(place: string, label: string, readTop: (old: readonly TreeNode[]) => Promise<TreeNode[]>): Tree {
    return new Tree(need(place, this.root), {
      label,
      readTop,
      scope: this.scope,
      userId: this.userId,
      pageSize: Number(this.root.dataset["pageSize"] ?? 200),
      selected: (nodes, focus) => this.fromTree(nodes, focus),
      activated: (node) => this.openViewer(node.id, node.kind),
      menu: openContextMenu,
      shortcut: runShortcut,
      dropped: (items, from, onto, link) => void putInto(items, from, onto, link).catch(toastError),
    });
  }

  private get scope(): Scope {
    return scopeOf(location.search);
  }

  private get userId(): number {
    return Number(this.root.dataset["user"] ?? -1);
  }

  /** The tree that shows what is chosen. */
  private get shownTree(): Tree {
    return need("#tree-tags", this.root).hidden ? this.tree : this.tags;
  }

  /** What is selected, in the container that is shown. */
  private uploadTarget(): Target {
    const { items, place } = this.shownTree.target();
    return { items, place, container: this.container };
  }

  /** Opens the way to what the address names, in the tree where it lies. */
  private async revealShown(): Promise<void> {
    const inTags = ["tag", "tagset"].includes(parseRef(this.container).kind);
    if (inTags) need<HTMLElement>("#tab-tags", this.root).click();
    if (inTags) await this.tags.start();
    await (inTags ? this.tags : this.tree).reveal(this.items, this.container);
  }

  /** Everything on the page follows what happened to objects, here or in a script of an app. */
  private async apply(change: ObjectsChanged): Promise<void> {
    const { what, refs, parents = [], name = "" } = change;
    await Promise.all([this.tree.apply(change), this.tags.apply(change)]);
    if (what === "renamed") for (const ref of refs) this.renamed(ref, name);
    else if (what === "removed" && refs.includes(this.container)) return this.leave();
    else if (what !== "annotated" && this.concerns(refs, parents)) await this.refreshContents();
    if (what === "removed" && this.items.some((item) => refs.includes(item))) return this.select([this.container]);
    if (what !== "added" || this.items.some((item) => parents.includes(item))) await this.loadInspector();
  }

  /** The grid keeps its filters and its place; everything else is loaded again. */
  private async refreshContents(): Promise<void> {
    const grid = this.container.startsWith("tag-") ? null : this.grid();
    if (!grid || !(await grid.refresh())) await this.loadContents(null);
  }

  private renamed(ref: string, name: string): void {
    const { kind, id } = parseRef(ref);
    if (kind === "image") this.grid()?.rename(id, name);
    else if (ref === this.container) need("h1", this.contents).textContent = name;
  }

  private concerns(refs: readonly string[], parents: readonly string[]): boolean {
    const here = this.container;
    const shown = this.imageIds().some((id) => refs.includes(`image-${id}`));
    return parents.includes(here) || (here !== "" && (!refs.length || refs.includes(here) || shown || this.holds(refs)));
  }

  private holds(refs: readonly string[]): boolean {
    return refs.some((ref) => this.contents.querySelector(`[data-open="${ref}"], .cell[data-id="${parseRef(ref).id}"]`) !== null);
  }

  /** What was shown is gone: back to the top, where nothing is chosen. */
  private leave(): void {
    this.show("", [], true);
    this.say(message("inspector.nothing"));
  }

  private select(refs: string[]): void {
    this.items = refs;
    this.tree.mark(refs, this.container);
    this.settle();
  }

  private listen(): void {
    this.root.addEventListener("choice", (event) => this.fromGrid((event as CustomEvent<GridChoice>).detail));
    on("click", "[data-action]", (button) => this.act(button.dataset["action"] ?? ""));
    on("click", "#tab-tags", () => void this.tags.start().catch(toastError));
    on("click", "[data-open]", (link, event) => this.follow(link, event));
    this.root.addEventListener("wells", (event) => this.fromWells((event as CustomEvent<WellChoice>).detail));
    on("change", "[data-plate-field]", (select) => this.showField(select as HTMLSelectElement));
    on("change", "[data-scope-form]", (form) => (form.closest("form") as HTMLFormElement).submit());
    window.addEventListener("popstate", () => void this.goTo(location.search).catch(toastError));
  }

  /** Buttons that name an action do it with what is selected in the tree. */
  private act(id: string): void {
    const target = this.shownTree.target();
    if (id === "refresh") return announce({ what: "reloaded", refs: [] });
    const action = actionById(id);
    if (action) void Promise.resolve(action.run(target)).catch(toastError);
  }

  // --- where a choice comes from -------------------------------------------------------------------------------

  private fromTree(nodes: TreeNode[], focus: TreeNode): void {
    const container = HOLDERS.has(focus.kind) ? focus.ref : (focus.parent?.ref ?? "");
    const refs = nodes.map((node) => node.ref);
    this.show(container, refs, true, this.shownTree.positionOf(focus.ref));
    if (focus.kind !== "image") return;
    showPart(this.root, "contents");
  }

  private fromGrid({ ids, open }: GridChoice): void {
    const [first] = ids;
    if (open && first !== undefined) return this.openViewer(first, "image");
    this.items = ids.length ? ids.map((id) => `image-${id}`) : [this.container];
    this.shownTree.mark(this.items, this.container);
    this.settle();
  }

  private fromWells({ images, open }: WellChoice): void {
    const [first] = images;
    if (open && first !== undefined) return this.openViewer(first, "image");
    this.items = images.length ? images.map((id) => `image-${id}`) : [this.container];
    this.settle();
  }

  private follow(link: HTMLElement, event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const ref = link.dataset["open"] ?? "";
    this.show(ref, [ref], true);
    void this.revealShown().catch(toastError);
  }

  /** Back and forward: the address says what to show. */
  private async goTo(search: string): Promise<void> {
    const items = parseShow(new URLSearchParams(search).get("show") ?? "");
    const first = items[0] ?? "";
    const { kind, id } = parseRef(first);
    if (!first) return location.reload();
    const path = kind === "image" ? await getPath(kind, id) : [];
    const holder = path.filter((step) => HOLDERS.has(step.type)).at(-1);
    const container = holder ? stepRef(holder) : first;
    this.show(container, items, false, holder?.childIndex ?? null);
    await this.revealShown();
  }

  // --- showing -------------------------------------------------------------------------------------------------

  private show(container: string, items: string[], push: boolean, position: number | null = null): void {
    const moved = container !== this.container;
    this.container = container;
    this.items = items;
    if (moved) void this.loadContents(position).catch(toastError);
    else void this.markContents(position).catch(toastError);
    this.settle(push);
  }

  /** Waits for the keys to rest before address and inspector follow. */
  private settle(push = true): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (push) this.writeAddress();
      void this.loadInspector();
    }, SETTLE);
  }

  private writeAddress(): void {
    const query = new URLSearchParams(location.search);
    query.delete("page");
    const show = (this.items.length > MOST_IN_ADDRESS ? [this.container] : this.items).join("|");
    if (show) query.set("show", show);
    else query.delete("show");
    const search = query.toString().replaceAll("%7C", "|");
    const url = location.pathname + (search ? `?${search}` : "");
    if (url !== location.pathname + location.search) history.pushState(null, "", url);
  }

  private async loadContents(position: number | null): Promise<void> {
    if (!this.container) return void (await loadInto(this.contents, address("/webclient/overview/", this.scopeQuery())));
    const { kind, id } = parseRef(this.container);
    const image = this.imageIds()[0];
    const isPlate = kind === "plate" || kind === "acquisition";
    const query = isPlate && image ? { image } : this.scopeQuery();
    const path = isPlate ? `/webclient/load_plate/${kind}/${id}/` : `/webclient/contents/${kind}/${id}/`;
    need("#column-contents", this.root).scrollTop = 0;
    await loadInto(this.contents, address(path, query));
    await this.markContents(position);
  }

  private async markContents(position: number | null): Promise<void> {
    this.contents.querySelector<PlateGrid>("plate-grid")?.mark(this.imageIds());
    await this.grid()?.choose(this.imageIds(), position);
  }

  private async showField(select: HTMLSelectElement): Promise<void> {
    const { kind, id } = parseRef(select.dataset["plate"] ?? "");
    await loadInto(this.contents, address(`/webclient/load_plate/${kind}/${id}/`, { index: select.value }));
    this.contents.querySelector<HTMLElement>("[data-plate-field]")?.focus();
  }

  private async loadInspector(): Promise<void> {
    const [first] = this.items;
    if (!first) return;
    await showInspector(this.inspector, this.items);
  }

  private say(text: string): void {
    this.inspector.replaceChildren(create("div", { class: "state" }, icon("inspector"), create("h2", {}, text)));
  }

  private openViewer(id: number, kind: string): void {
    if (kind !== "image") return;
    const { kind: holder, id: dataset } = parseRef(this.container);
    location.assign(address(`/webclient/img_detail/${id}/`, holder === "dataset" ? { dataset } : {}));
  }

  private grid(): ImageGrid | null {
    return this.contents.querySelector<ImageGrid>("image-grid");
  }

  private imageIds(): number[] {
    return this.items.map(parseRef).filter((ref) => ref.kind === "image").map((ref) => ref.id);
  }

  private scopeQuery(): Record<string, number> {
    const scope = scopeOf(location.search);
    return { group: scope.group, experimenter: scope.experimenter };
  }
}
