// The main page: tree, contents and inspector. The login page shares its styles.
import "../styles/webclient.css";
import { addActions } from "./actions/all";
import { startAnnotating } from "./annotate";
import { startColumns } from "./columns";
import { Explore } from "./explore";
import { SearchPage } from "./search/page";
import { startSections } from "./sections";

const root = document.querySelector<HTMLElement>("[data-explore]");

if (root) {
  startColumns(root);
  startSections();
  addActions();
  new Explore(root);
  startAnnotating();
}

const found = document.querySelector<HTMLElement>("[data-search]");

if (found) {
  startColumns(found);
  startSections();
  new SearchPage(found);
  startAnnotating();
}

const photo = document.querySelector<HTMLFormElement>("[data-photo-form]");

if (photo) void import("./account/photo").then(({ startPhoto }) => startPhoto(photo));
