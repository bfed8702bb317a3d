// A list of tags for mouse and keyboard; choosing one moves it to the other list.
import { create, icon } from "../../../lib/dom";
import { message } from "../../../lib/messages";
import type { Tag, TagGroup } from "./tagData";

const MOST_SHOWN = 400;

export class TagList {
  readonly element: HTMLElement;
  private options: { element: HTMLElement; tags: readonly Tag[] }[] = [];
  private active = 0;
  private lastId = 0;

  constructor(
    private readonly name: string,
    label: string,
    private readonly choose: (tags: readonly Tag[]) => void,
  ) {
    this.element = create("div", { class: "tag-list", role: "listbox", tabindex: 0, "aria-label": label });
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    this.element.addEventListener("click", (event) => this.onClick(event));
  }

  show(groups: readonly TagGroup[], look: (tag: Tag) => { note?: string; locked?: boolean } = () => ({})): void {
    this.options = [];
    this.element.replaceChildren();
    let room = MOST_SHOWN;
    for (const { set, tags } of groups) {
      if (set) this.add(this.heading(set, tags), tags);
      for (const tag of tags.slice(0, Math.max(room, 0))) this.add(this.option(tag, look(tag)), look(tag).locked ? [] : [tag]);
      room -= tags.length;
    }
    if (room < 0) this.element.append(create("p", { class: "tag-more" }, message("tags.more", { count: -room })));
    this.activate(Math.min(this.active, this.options.length - 1), false);
  }

  /** The first tag, as Enter in the filter takes it. */
  chooseFirst(): void {
    const first = this.options.find(({ element, tags }) => tags.length && !element.classList.contains("tag-set"));
    if (first) this.choose(first.tags);
  }

  private add(element: HTMLElement, tags: readonly Tag[]): void {
    element.id = `${this.name}-${++this.lastId}`;
    this.options.push({ element, tags });
    this.element.append(element);
  }

  private heading(set: Tag, tags: readonly Tag[]): HTMLElement {
    const title = set.description || message("tags.wholeSet");
    return create("div", { class: "tag-set", role: "option", "aria-selected": "false", title }, icon("tagset"), create("span", { class: "truncate" }, set.text), create("span", { class: "count" }, String(tags.length)));
  }

  private option(tag: Tag, { note = "", locked = false }: { note?: string; locked?: boolean }): HTMLElement {
    const title = [tag.description, tag.owner.name, tag.id > 0 ? String(tag.id) : ""].filter(Boolean).join(" · ");
    const text = create("span", { class: "truncate" }, tag.text);
    const extra = note ? [create("span", { class: "tag-note" }, note)] : [];
    const attributes = { class: "tag-option", role: "option", "aria-selected": "false", "aria-disabled": locked ? "true" : null, title };
    return create("div", attributes, icon(locked ? "lock" : "tag"), text, ...extra);
  }

  private onKey(event: KeyboardEvent): void {
    const last = this.options.length - 1;
    const to = { ArrowDown: this.active + 1, ArrowUp: this.active - 1, Home: 0, End: last }[event.key];
    if (to !== undefined) this.activate(Math.max(0, Math.min(to, last)));
    else if (event.key === "Enter" || event.key === " ") this.take(this.active);
    else return;
    event.preventDefault();
  }

  private onClick(event: MouseEvent): void {
    const at = this.options.findIndex(({ element }) => element.contains(event.target as Node));
    if (at < 0) return;
    this.activate(at);
    this.take(at);
  }

  private take(at: number): void {
    const tags = this.options[at]?.tags ?? [];
    if (tags.length) this.choose(tags);
  }

  private activate(at: number, scroll = true): void {
    this.active = Math.max(0, at);
    this.options.forEach(({ element }, index) => {
      element.classList.toggle("is-active", index === this.active);
      element.setAttribute("aria-selected", String(index === this.active));
    });
    const element = this.options[this.active]?.element;
    if (element) this.element.setAttribute("aria-activedescendant", element.id);
    else this.element.removeAttribute("aria-activedescendant");
    if (scroll) element?.scrollIntoView({ block: "nearest" });
  }
}
