// The main page: tree, contents and inspector. The login page shares its styles.
import "../styles/webclient.css";
import { addActions } from "./actions/all";
import { startAnnotating } from "./annotate";
import { announce } from "./changes";
import { startColumns } from "./columns";
import { Explore } from "./explore";
import { SearchPage } from "./search/page";
import { startSections } from "./sections";

const root = document.querySelector<HTMLElement>("[data-explore]");

if (root) {
  startColumns(root);
  startSections();
  addActions();
  const explore = new Explore(root);
  startAnnotating({
    reload: () => explore.reloadInspector(),
    renamed: (ref, name) => announce({ what: "renamed", refs: [ref], name }),
  });
}

const found = document.querySelector<HTMLElement>("[data-search]");

if (found) {
  startColumns(found);
  startSections();
  const page = new SearchPage(found);
  startAnnotating({ reload: () => page.reload(), renamed: () => undefined });
}

const photo = document.querySelector<HTMLFormElement>("[data-photo-form]");

if (photo) void import("./account/photo").then(({ startPhoto }) => startPhoto(photo));
