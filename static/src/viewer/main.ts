// Entry of the image viewer.
import "./viewer.css";
import { need } from "../lib/dom";
import { getJson } from "../lib/http";
import { isPicture, readImgData, type ImgDataJson } from "./imgdata";
import { showFailure, showNoPicture } from "./noPicture";
import { readPage } from "./page";
import { openViewer } from "./viewer";

async function start(): Promise<void> {
  const page = readPage();
  const stage = need("[data-stage]", page.root);
  try {
    const facts = readImgData(await getJson<ImgDataJson>(page.imgData));
    if (isPicture(facts)) openViewer(page, facts);
    else showNoPicture(stage, facts);
  } catch (error) {
    showFailure(stage, error);
    throw error;
  }
}

void start();
