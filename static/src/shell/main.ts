// The script of every page: theme, menus, copying ids, local times, fragments, keep-alive.
import "../styles/shell.css";
import { localiseTimes } from "../lib/times";
import { startActivities } from "./activities";
import { startConnection } from "./connection";
import { startCopying } from "./copying";
import { startFragments } from "./fragments";
import { startKeepAlive } from "./keepAlive";
import { startMenus } from "./menus";
import { startSearch } from "./search";
import { startTheme } from "./theme";

startTheme();
startMenus();
startCopying();
startFragments();
startKeepAlive();
startConnection();
startActivities();
startSearch();
localiseTimes(document);
for (const element of document.querySelectorAll<HTMLElement>("[data-needs-script]")) element.hidden = false;
